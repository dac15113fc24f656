-- What happened under each affiliate, by month.
{{ affiliate_period_metrics(period='month', start='month_start') }}
