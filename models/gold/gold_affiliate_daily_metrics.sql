-- What happened under each affiliate, by day.
{{ affiliate_period_metrics(period='day', start='date') }}
