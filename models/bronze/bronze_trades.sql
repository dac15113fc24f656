-- Every trade record that the API returned, as it came.
{{ bronze_records(source('affiliate_api', 'trade_activities')) }}
