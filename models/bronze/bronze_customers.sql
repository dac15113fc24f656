-- Every customer record that the API returned, as it came.
{{ bronze_records(source('affiliate_api', 'customer_list'), id_key='uid') }}
