-- Every customer record that the API returned, as it came.
with records as (
  select
    affiliate_id,
    coalesce({{ text_field('record', 'uid') }}, md5(record::text)) as record_id,
    record as data,
    {{ bronze_load_time() }} as load_time,
    {{ request_time() }} as api_run_timestamp,
    {{ unreadable_reason() }} as error_message,
    _file,
    _record_number,
    _attempt,
    _failed_at
  from {{ source('affiliate_api', 'customer_list') }}
)

select
  affiliate_id,
  record_id,
  data,
  {{ repetition_time() }} as load_timestamp,
  api_run_timestamp,
  left(_file, 255)::varchar(255) as source_file,
  (case when error_message is null then 'loaded' else 'failed' end)::varchar(20) as load_status,
  error_message,
  _attempt - 1 as retry_count,
  (_failed_at at time zone 'UTC')::timestamp(6) as last_retry_timestamp
from records
