-- Every deposit record that the API returned, as it came.
{{ bronze_records(source('affiliate_api', 'deposits'), id_key='orderId') }}
