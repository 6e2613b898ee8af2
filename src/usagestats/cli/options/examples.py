"""The examples in the help of each command: what each is for, and the command line.

The keys are the names of commands; a command of a group has the name of the group before it. A test
runs all examples on sample logs.
"""

from __future__ import annotations

from typing import Final

EXAMPLES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "": (
        ("traffic by day", "usagestats traffic access.log"),
        (
            "the applications that used the API most last month",
            "usagestats top-apps access.log --range last-month",
        ),
        ("keep the counts of logs, for example from cron", "usagestats ingest 'access.log*'"),
    ),
    "traffic": (
        (
            "the last 24 hours by hour",
            "usagestats traffic access.log --by hour --range 24h",
        ),
        (
            "last month by application, from the store, as a spreadsheet",
            "usagestats traffic --range last-month --by all --split-by app -o may.xlsx",
        ),
        (
            "a month compared with the month before",
            "usagestats traffic access.log --range 2026-05 --by all --compare previous",
        ),
    ),
    "averages": (
        ("the mean of each day of the week", "usagestats averages access.log"),
        (
            "the mean of each hour, of errors only",
            "usagestats averages access.log --by hour --status 4xx,5xx",
        ),
        (
            "one row for each backend, last month",
            "usagestats averages access.log --split-by backend --range last-month",
        ),
    ),
    "top-apps": (
        ("the ten applications with the most hits", "usagestats top-apps access.log"),
        (
            "all applications of a plan, last month",
            "usagestats top-apps access.log --all --plan pro --range last-month",
        ),
        (
            "the five with the most usage of one method",
            "usagestats top-apps access.log --metric datastore -n 5",
        ),
    ),
    "latency": (
        ("of all requests, day by day", "usagestats latency access.log --by day"),
        (
            "the twenty slowest paths",
            "usagestats latency access.log --split-by path --sort p95:desc -n 20",
        ),
        (
            "of each backend, as a spreadsheet",
            "usagestats latency access.log --split-by backend -o latency.xlsx",
        ),
    ),
    "movement": (
        ("last month beside the month before", "usagestats movement access.log --range last-month"),
        (
            "who still calls an old version, and since when no longer",
            "usagestats movement access.log --path /v1/ --range last-month --all",
        ),
        (
            "by the usage of one method, with all applications, as a spreadsheet",
            "usagestats movement access.log --metric datastore --all -o movement.xlsx",
        ),
    ),
    "response-codes": (
        ("every status with its share", "usagestats response-codes access.log"),
        ("each day of the last week", "usagestats response-codes access.log --by day --range 7d"),
        (
            "the errors of one application",
            "usagestats response-codes access.log --app 'Weather Widget' --status 4xx,5xx",
        ),
    ),
    "limits": (
        ("all applications", "usagestats limits access.log"),
        ("the applications of one plan", "usagestats limits access.log --plan basic"),
        ("at the end of a month, as CSV", "usagestats limits --range 2026-05 --format csv"),
    ),
    "alerts": (
        ("all alerts in the log", "usagestats alerts access.log"),
        (
            "mail those that are new, from cron",
            "usagestats alerts access.log --range yesterday.. --email ops@example.org",
        ),
        (
            "exit with 3 if a limit was reached yesterday",
            "usagestats alerts access.log --range yesterday --fail-on 100",
        ),
    ),
    "check-usage": (
        (
            "too many failures in the last 24 hours",
            "usagestats check-usage access.log --range 24h --fail-on '5xx>5%'",
        ),
        (
            "the newest request is old: ingest has stalled",
            "usagestats check-usage --fail-on 'age>15min'",
        ),
        (
            "yesterday compared with the day before",
            "usagestats check-usage --range yesterday --fail-on 'hits<50% of previous'",
        ),
    ),
    "billing": (
        ("the lines of the bill of last month", "usagestats billing access.log --range last-month"),
        (
            "the sum of each account, as a spreadsheet",
            "usagestats billing --range last-month --by account -o sums.xlsx",
        ),
        (
            "how much has come together this month, for one account",
            "usagestats billing access.log --range this-month --account 'Sky Labs'",
        ),
    ),
    "signups": (
        ("the ten newest applications", "usagestats signups access.log"),
        ("the new ones of a year", "usagestats signups --range 2025 -n 50"),
        ("all applications, as CSV", "usagestats signups access.log --all --format csv"),
    ),
    "overview": (
        ("the last 30 full days", "usagestats overview access.log"),
        ("a month, from the store", "usagestats overview --range 2026-05"),
        (
            "last month, as a Markdown file",
            "usagestats overview access.log --range last-month -o overview.md",
        ),
    ),
    "report": (
        ("last month, as a file for the browser", "usagestats report --range 2026-05 -o may.html"),
        (
            "a workbook with a sheet for each report, straight from a log",
            "usagestats report access.log -o may.xlsx",
        ),
        (
            "a page for each account, with its own figures only",
            "usagestats report access.log --for-each account -o 'for-{account}.html'",
        ),
    ),
    "integration-errors": (
        ("all problems in the log", "usagestats integration-errors access.log"),
        (
            "one product, the last 7 days",
            "usagestats integration-errors --product city --range 7d",
        ),
        ("as JSON", "usagestats integration-errors access.log --format json"),
    ),
    "top-paths": (
        ("the twenty paths with the most requests", "usagestats top-paths access.log"),
        ("the paths that were not found", "usagestats top-paths access.log --status 404"),
        (
            "fifty paths of one day",
            "usagestats top-paths access.log --range 2026-05-04 -n 50",
        ),
    ),
    "peaks": (
        ("the busiest minute and second of each day", "usagestats peaks access.log"),
        (
            "those of each backend last month",
            "usagestats peaks access.log --by all --split-by backend --range last-month",
        ),
        (
            "the days with the most requests in a second",
            "usagestats peaks access.log --sort per_second:desc -n 5",
        ),
    ),
    "clients": (
        ("the twenty networks with the most requests", "usagestats clients access.log"),
        (
            "whole addresses, of requests without a key",
            "usagestats clients access.log --show-addresses --app '(none)'",
        ),
        (
            "how many clients and applications there were each day",
            "usagestats clients access.log --by day",
        ),
    ),
    "requests": (
        ("the first twenty requests", "usagestats requests access.log -n 20"),
        (
            "the failed requests of a day, as CSV",
            "usagestats requests access.log --status 5xx --range 2026-05-04 -o failed.csv",
        ),
        (
            "the lines that did not parse, and why",
            "usagestats requests access.log --rejects",
        ),
    ),
    "check": (
        ("a log", "usagestats check access.log"),
        ("all logs of a folder", "usagestats check logs"),
        (
            "a log with another catalog",
            "usagestats check access.log --catalog usagestats.toml",
        ),
    ),
    "explain": (
        (
            "a request",
            "usagestats explain 'GET https://api.example.org/v1/items/7?user_key=…'",
        ),
        ("a line of a log", "usagestats explain access.log:17"),
        (
            "without the catalog that is found",
            "usagestats explain 'POST /v1/items' --no-catalog",
        ),
    ),
    "why": (
        (
            "the hits of a day",
            "usagestats why traffic access.log --row period=2026-05-04 --column hits",
        ),
        (
            "the successful requests of one application",
            "usagestats why response-codes access.log --app 102 --row status=200",
        ),
        (
            "the lines with a problem",
            "usagestats why integration-errors access.log --row code=no_mapping_rule",
        ),
    ),
    "why traffic": (
        ("one day", "usagestats why traffic access.log --row period=2026-05-04"),
        (
            "the requests of one application",
            "usagestats why traffic access.log --split-by app --by all --row app='City Map'",
        ),
        ("from the store", "usagestats why traffic --range 2026-05 --by all"),
    ),
    "why averages": (
        ("the mean of Mondays", "usagestats why averages access.log --row weekday=Monday"),
        ("one hour", "usagestats why averages access.log --by hour --row hour=9"),
        (
            "the mean of one metric",
            "usagestats why averages access.log --row weekday=Monday --column metadata",
        ),
    ),
    "why top-apps": (
        ("the first", "usagestats why top-apps access.log --row rank=1"),
        ("one application", "usagestats why top-apps access.log --row app='Weather Widget'"),
        (
            "its requests, with ten lines",
            "usagestats why top-apps access.log --row rank=1 --column requests --lines 10",
        ),
    ),
    "why response-codes": (
        ("one status", "usagestats why response-codes access.log --row status=404"),
        (
            "of one application",
            "usagestats why response-codes access.log --app 102 --row status=200",
        ),
        (
            "a class of statuses",
            "usagestats why response-codes access.log --wide status --column 4xx",
        ),
    ),
    "why integration-errors": (
        (
            "one problem",
            "usagestats why integration-errors access.log --row code=no_mapping_rule",
        ),
        (
            "with 50 of its lines",
            "usagestats why integration-errors a*.log --row code=no_mapping_rule --lines 50",
        ),
        (
            "from the store",
            "usagestats why integration-errors --row code=no_mapping_rule",
        ),
    ),
    "why billing": (
        (
            "the usage that a line is for",
            "usagestats why billing access.log --row app='City Map' --row metric=hits",
        ),
        (
            "a month, from the store",
            "usagestats why billing --range 2026-05 --row app='City Map' --row metric=hits",
        ),
        (
            "with more of its lines",
            "usagestats why billing access.log --row app=102 --row metric=hits --lines 50",
        ),
    ),
    "formats": (
        ("all formats", "usagestats formats"),
        ("as Markdown", "usagestats formats --format markdown"),
        ("as a CSV file", "usagestats formats -o formats.csv"),
    ),
    "init": (
        ("from a log", "usagestats init access.log"),
        (
            "from an OpenAPI document, printed",
            "usagestats init --from openapi.yaml -o -",
        ),
        ("the JSON Schema, for your editor", "usagestats init --schema"),
    ),
    "config": (
        ("all settings in this folder", "usagestats config"),
        ("the effect of an option", "usagestats config --timezone Asia/Tokyo"),
        ("as JSON", "usagestats config --format json"),
    ),
    "watch": (
        ("a log while it grows and rotates", "usagestats watch access.log"),
        ("all logs of a folder", "usagestats watch 'access.log*'"),
        ("the errors of one application", "usagestats watch access.log --app 'Weather Widget'"),
    ),
    "ingest": (
        ("new lines of all logs", "usagestats ingest 'access.log*'"),
        ("only show the new lines", "usagestats ingest 'access.log*' --dry-run"),
        ("a line for your crontab", "usagestats ingest 'access.log*' --print-cron"),
    ),
    "store": (
        ("the time that the store covers, and its size", "usagestats store info"),
        ("make it small", "usagestats store compact"),
        ("delete old usage", "usagestats store forget --before 2025-01-01"),
    ),
    "store info": (
        ("the store in force", "usagestats store info"),
        ("each log that was counted", "usagestats store info --sources"),
        (
            "another store, as JSON",
            "usagestats store info --store usage-store --format json",
        ),
    ),
    "store compact": (
        ("the store in force", "usagestats store compact"),
        ("another store", "usagestats store compact --store usage-store"),
        ("from cron", "usagestats store compact --quiet"),
    ),
    "store forget": (
        ("usage before a day", "usagestats store forget --before 2025-01-01"),
        (
            "an application, by its name",
            "usagestats store forget --application 'Weather Widget'",
        ),
        (
            "two applications, by their ids",
            "usagestats store forget --application 101 --application 102",
        ),
    ),
    "store import": (
        ("from the portal's page", "usagestats store import data.csv --product city"),
        (
            "an application's, up to the first log",
            "usagestats store import data.csv --product city --app 102 --range ..2025-12",
        ),
        (
            "monthly sums in another zone",
            "usagestats store import data.csv --product city --by month --timezone UTC",
        ),
    ),
    "store export": (
        ("everything, as CSV", "usagestats store export"),
        (
            "one month, for other programs",
            "usagestats store export --range 2026-05 -o usage.parquet",
        ),
        ("as JSON lines", "usagestats store export --format jsonl"),
    ),
}
