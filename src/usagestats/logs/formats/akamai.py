"""Akamai DataStream 2: every value is a text, `-` where there is none.

The time, `reqTimeSec`, is the start of the request in seconds since 1970. `reqPath` has no leading
slash, and the path gets none. The duration would be the sum of three keys; a key map cannot add, so
these are further fields.
Source: techdocs.akamai.com, data set parameters of DataStream 2.
"""

from __future__ import annotations

from typing import Final

from usagestats.logs.readers.json.json_format import json_format

AKAMAI: Final = json_format(
    "akamai-datastream",
    '{"reqTimeSec":"1777889730.123","reqMethod":"GET","reqHost":"api.example.org",'
    '"reqPath":"v1/items","queryStr":"page=2","statusCode":"200","totalBytes":"512",'
    '"turnAroundTimeMSec":"30","transferTimeMSec":"4","cliIP":"203.0.113.7","UA":"curl/8.5.0"}',
    {
        "time": ["reqTimeSec"],
        "http_method": ["reqMethod"],
        "host": ["reqHost"],
        "path": ["reqPath"],
        "query": ["queryStr"],
        "status": ["statusCode"],
        "response_bytes": ["totalBytes", "bytes"],
        "remote_address": ["cliIP"],
        "user_agent": ["UA"],
        "service": ["cp"],
    },
)
