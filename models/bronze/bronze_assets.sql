-- Every balance record that the API returned, as it came.
{{ bronze_records(source('affiliate_api', 'assets')) }}
