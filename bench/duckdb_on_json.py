"""The question of `compare.py`, asked of a log of Kong by DuckDB: a program for `python -c`."""

DUCKDB = """
import duckdb, sys
duckdb.sql('set enable_progress_bar = false')
duckdb.sql('''
copy (
  select hour, backend, 'key:' || left(sha256(key), 12) as application, method, status, requests
  from (
    select date_trunc('hour', make_timestamp(started_at * 1000)) as hour, service.name as backend,
           split_part(split_part(request.uri, 'user_key=', 2), '&', 1) as key,
           case request.method
             when 'GET' then 'metadata' when 'POST' then 'datastore' else 'hits' end as method,
           response.status as status, count(*) as requests
    from read_ndjson('FILE', columns={'started_at': 'BIGINT', 'service': 'STRUCT(name VARCHAR)',
      'request': 'STRUCT(uri VARCHAR, method VARCHAR)', 'response': 'STRUCT(status SMALLINT)'})
    group by all)
  order by all
) to '/dev/stdout' (header, format csv)
'''.replace('FILE', sys.argv[1]))
"""
