"""The columns of every report are a contract: this list is what scripts rely on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.same_process import run_in_process

HEADERS = {
    "alerts": (
        "time,application_id,application,account_id,account,backend,metric,per,level,current,limit"
    ),
    "averages": "weekday,periods,requests,hits,metadata,datastore",
    "averages --by weekday-hour": "weekday,hour,periods,requests,hits,metadata,datastore",
    "averages --by hour": "hour,periods,requests,hits,metadata,datastore",
    "averages --split-by backend,app": (
        "weekday,periods,backend,application_id,application,requests,hits,metadata,datastore"
    ),
    "peaks --split-by app": (
        "period_start,period_end,covered_start,covered_end,partial,application_id,application,"
        "requests,minute,per_minute,second,per_second,p95_per_second"
    ),
    "top-paths --by month": (
        "period_start,period_end,covered_start,covered_end,partial,"
        "rank,product,backend,http_method,path,matched,requests,share"
    ),
    "top-paths": "rank,product,backend,http_method,path,matched,requests,share",
    "billing": (
        "period_start,period_end,covered_start,covered_end,partial,account_id,account,"
        "application_id,application,plan_id,plan,backend,metric,usage,included,overage,amount,currency"
    ),
    "billing --by application": (
        "period_start,period_end,covered_start,covered_end,partial,account_id,account,"
        "application_id,application,plan_id,plan,amount,currency"
    ),
    "billing --by account": (
        "period_start,period_end,covered_start,covered_end,partial,account_id,account,"
        "applications,amount,currency"
    ),
    "check-usage --fail-on age<0s --format csv": "condition,value,limit,unit,failed,reason",
    "check-usage --fail-on age<0s --format csv --split-by app": (
        "condition,application_id,application,value,limit,unit,failed,reason"
    ),
    "clients": "rank,client,requests,share",
    "clients --split-by app --show-addresses": (
        "rank,application_id,application,client,requests,share"
    ),
    "clients --by week --split-by plan": (
        "period_start,period_end,covered_start,covered_end,partial,plan_id,plan,"
        "requests,clients,applications"
    ),
    "check": "section,name,value,count,detail",
    "requests": (
        "source,line,time,http_method,host,path,query,status,response_bytes,duration_ms,"
        "upstream_status,remote_address,remote_user,user_agent,service,"
        "application_id,application,product,backend,metrics"
    ),
    "requests --rejects": "source,line,reason,text",
    "response-codes": "class,status,requests,share,denied",
    "response-codes --by hour": (
        "period_start,period_end,covered_start,covered_end,partial,class,status,requests,share,denied"
    ),
    "response-codes --split-by app,product": (
        "application_id,application,product,class,status,requests,share,denied"
    ),
    "top-apps": (
        "rank,application_id,application,account_id,account,plan_id,plan,"
        "requests,usage,share,previous_rank,change"
    ),
    "traffic": "period_start,period_end,covered_start,covered_end,partial,requests,hits,metadata,datastore",
    "traffic --compare previous --metric hits": (
        "period_start,period_end,covered_start,covered_end,partial,requests,hits,"
        "requests_previous,requests_change,hits_previous,hits_change"
    ),
    "traffic --compare previous --long": (
        "period_start,period_end,covered_start,covered_end,partial,metric,usage,usage_previous,usage_change"
    ),
    "traffic --compare previous --by month --metric requests": (
        "period_start,period_end,covered_start,covered_end,partial,requests,"
        "requests_previous,requests_change,requests_change_per_day"
    ),
    "traffic --measure p50,bytes --metric requests": (
        "period_start,period_end,covered_start,covered_end,partial,requests_p50,requests_bytes"
    ),
    "traffic --measure p50,bytes --wide status --by all": (
        "period_start,period_end,covered_start,covered_end,partial,1xx_p50,1xx_bytes,2xx_p50,2xx_bytes,"
        "3xx_p50,3xx_bytes,4xx_p50,4xx_bytes,5xx_p50,5xx_bytes,none_p50,none_bytes"
    ),
    "traffic --measure p50,bytes --long": (
        "period_start,period_end,covered_start,covered_end,partial,metric,p50,bytes"
    ),
    "response-codes --wide status": "1xx,2xx,3xx,4xx,5xx,none",
    "response-codes --by day --wide status --split-by product": (
        "period_start,period_end,covered_start,covered_end,partial,product,1xx,2xx,3xx,4xx,5xx,none"
    ),
    "traffic --measure p95": "period_start,period_end,covered_start,covered_end,partial,requests,hits,metadata,datastore",
    "traffic --measure bytes --long": "period_start,period_end,covered_start,covered_end,partial,metric,bytes",
    "traffic --long": "period_start,period_end,covered_start,covered_end,partial,metric,usage",
    "traffic --split-by app,backend": (
        "period_start,period_end,covered_start,covered_end,partial,"
        "application_id,application,backend,requests,hits,metadata,datastore"
    ),
    "traffic --split-by product,backend,app,plan,account,status": (
        "period_start,period_end,covered_start,covered_end,partial,"
        "product,backend,application_id,application,plan_id,plan,account_id,account,status,"
        "requests,hits,metadata,datastore"
    ),
    "traffic --split-by app,status --top 2": (
        "period_start,period_end,covered_start,covered_end,partial,"
        "application_id,application,status,requests,hits,metadata,datastore"
    ),
    "traffic --wide status --by all": (
        "period_start,period_end,covered_start,covered_end,partial,1xx,2xx,3xx,4xx,5xx,none"
    ),
    "latency": "requests,errors,timed,p50,p90,p95,p99,max",
    "latency --by day --split-by metric,app": (
        "period_start,period_end,covered_start,covered_end,partial,application_id,application,metric,"
        "requests,errors,timed,p50,p90,p95,p99,max"
    ),
    "movement": (
        "movement,application_id,application,account_id,account,plan_id,plan,"
        "previous,usage,difference,change,change_per_day,first_seen,last_seen"
    ),
    "integration-errors": "code,message,requests,first,last,sample",
    "limits": (
        "application_id,application,account_id,account,plan_id,plan,backend,metric,per,"
        "period_start,period_end,partial,current,limit,utilisation,projected"
    ),
    "overview": "section,name,value,previous,change,change_per_day",
    "signups": (
        "application_id,application,account_id,account,plan_id,plan,state,created_at,first_seen"
    ),
}


PERIOD = "period_start,period_end,covered_start,covered_end,partial"
WIDE = {
    ("traffic --wide backend", "apicast.log"): "(none)",
    ("traffic --wide backend", "gateway"): "catalog,search",
}
"""The one exception: the columns of `--wide app` and `--wide backend` are those that logs have."""


@pytest.mark.parametrize(("command", "logs"), WIDE)
def test_only_wide_columns_depend_on_the_logs(command: str, logs: str, sample_logs: Path) -> None:
    environment = ENVIRONMENT | {"HOME": "/dev/null/nowhere"}
    outcome = run_in_process(Invocation([*command.split(), logs], sample_logs, environment))

    assert outcome.stdout.splitlines()[0] == f"{PERIOD},{WIDE[command, logs]}"


@pytest.mark.parametrize("command", HEADERS)
@pytest.mark.parametrize("logs", ["apicast.log", "gateway"])
def test_columns_do_not_change(command: str, logs: str, sample_logs: Path) -> None:
    environment = ENVIRONMENT | {"HOME": "/dev/null/nowhere"}
    outcome = run_in_process(Invocation([*command.split(), logs], sample_logs, environment))

    assert outcome.exit == 0
    assert outcome.stdout.splitlines()[0] == HEADERS[command]
