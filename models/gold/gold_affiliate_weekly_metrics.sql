-- What happened under each affiliate, by week (from Monday).
{{ affiliate_period_metrics(period='week', start='week_start') }}
