"""`usagestats.toml` as users write it: its keys, their meaning, and the check of each value.

`cross_checks` checks the values together. The descriptions here are those of the JSON Schema.
"""

# no `from __future__ import annotations`: pydantic reads the annotations
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from usagestats.catalog.amounts import checked_currency
from usagestats.catalog.checked_values import (
    checked_endpoint,
    checked_host,
    checked_mail_host,
    checked_metric_name,
    checked_mount_path,
    checked_name,
    checked_network,
    checked_path_pattern,
    checked_rule_pattern,
    checked_status,
    checked_text,
    checked_zone,
)
from usagestats.catalog.declared_table import Table
from usagestats.catalog.identify import checked_field, checked_secret, checked_source
from usagestats.catalog.mail_address import mail_address
from usagestats.catalog.mail_server import Security
from usagestats.catalog.model import HITS, Per
from usagestats.catalog.price_entries import PriceEntry
from usagestats.catalog.short_forms import as_list, as_table, number_as_text
from usagestats.choices import ColorChoice, Counting, Weekday

Text = Annotated[str, AfterValidator(checked_text)]
Name = Annotated[str, AfterValidator(checked_name)]
MetricName = Annotated[str, AfterValidator(checked_metric_name)]
Zone = Annotated[str, AfterValidator(checked_zone)]
Host = Annotated[str, AfterValidator(checked_host)]
MountPath = Annotated[str, AfterValidator(checked_mount_path)]
RulePattern = Annotated[str, AfterValidator(checked_rule_pattern)]
PathPattern = Annotated[str, AfterValidator(checked_path_pattern)]
Network = Annotated[str, AfterValidator(checked_network)]
Status = Annotated[
    str,
    AfterValidator(checked_status),
    BeforeValidator(number_as_text, json_schema_input_type=str | int),
]
PlanId = Annotated[
    str,
    AfterValidator(checked_name),
    BeforeValidator(number_as_text, json_schema_input_type=str | int),
]
HttpMethod = Literal[
    "GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "ANY"
]


def _checked_address(text: str) -> str:
    mail_address(text)
    return text


class MetricEntry(Table):
    """A metric or method."""

    name: MetricName = Field(description="Its name in columns and options.")
    friendly_name: Text | None = Field(None, description="Its name for people.")
    unit: Text = Field("hit", description="The name of one unit of it.")


class RuleEntry(Table):
    """A mapping rule: which requests add to which metric, and how much."""

    http_method: HttpMethod = Field(description="The http_method it is for, or ANY.")
    pattern: RulePattern = Field(
        description="The beginning of the path, after the path of the backend. {name} stands for"
        " one path segment or a part of it, $ for the end of the path; ?name=value may follow.",
    )
    metric: str = Field(HITS, description="The metric or method it adds to.")
    delta: int = Field(1, ge=1, le=1_000_000_000, description="The number that a request adds.")
    last: bool = Field(
        default=False, description="Whether no later rule is tried once this one matches."
    )


class MountEntry(Table):
    """A backend under a path of a product."""

    name: str = Field(description="The name of a backend.")
    path: MountPath = Field("/", description="The path under which the product has it.")


class SourceEntry(Table):
    """A source of credentials: the part of a request that may carry one."""

    source: Annotated[str, AfterValidator(checked_source)] = Field(
        alias="from", description="query:NAME, field:NAME, remote_user or user_agent."
    )
    secret: bool | None = Field(
        None,
        description="Whether a pseudonym stands for it. Default: true, but for app_id,"
        " remote_user and user_agent.",
    )


class LimitEntry(Table):
    """The largest usage of a metric that an application may have in a period."""

    metric: str = Field(description="The name of a metric or method, or hits.")
    value: int = Field(ge=0, description="The largest usage that is allowed.")
    per: Annotated[Per, Field(strict=False)] = Field(
        description="The period, by the calendar of limit_timezone."
    )
    backend: str | None = Field(
        None,
        description="The backend that has the metric; needed only where several have it, or for"
        " the hits of one backend.",
    )


MetricOrName = Annotated[
    MetricEntry, BeforeValidator(as_table("name"), json_schema_input_type=str | MetricEntry)
]
MountOrName = Annotated[
    MountEntry, BeforeValidator(as_table("name"), json_schema_input_type=str | MountEntry)
]
SourceOrText = Annotated[
    SourceEntry, BeforeValidator(as_table("from"), json_schema_input_type=str | SourceEntry)
]


class OwnerEntry(Table):
    """An owner of metrics and rules: a backend or a product."""

    name: Name = Field(description="Its name in columns and options.")
    friendly_name: Text | None = Field(None, description="Its name for people.")
    methods: list[MetricOrName] = Field([], description="Metrics that count as hits, too.")
    metrics: list[MetricOrName] = Field([], description="Metrics that do not count as hits.")
    rules: list[RuleEntry] = Field(
        [],
        description="Mapping rules, in the order in which they are tried. A backend without this"
        " key counts GET as metadata, POST as datastore and everything else as hits.",
    )


class BackendEntry(OwnerEntry):
    """An upstream API, which several products may bundle."""


class ProductEntry(OwnerEntry):
    """An API as it is published; without backends it is its own backend."""

    hosts: list[Host] = Field(
        [], description="Its virtual hosts. One product may have none, and gets all other hosts."
    )
    backends: list[MountOrName] = Field(
        [], description="Its backends: a name for one at /, or a name and a path."
    )


class PlanEntry(Table):
    """A plan that applications subscribe to."""

    name: Name = Field(description="Its name, as applications.csv has it.")
    id: PlanId | None = Field(None, description="Its id in other programs, for reports.")
    product: str | None = Field(None, description="The product it is for. Default: all.")
    limits: list[LimitEntry] = Field([], description="The largest usage of metrics.")
    price: list[PriceEntry] = Field(
        [], description="The prices per month: flat, and of the usage of metrics."
    )


class ExcludeEntry(Table):
    """Requests that make no usage at all, such as health checks; one reason is enough."""

    paths: list[PathPattern] = Field([], description="Patterns as in rules, without a query.")
    addresses: list[Network] = Field([], description="Addresses or networks of clients.")
    user_agents: list[Text] = Field(
        [], description="User agents, * for anything; case does not matter."
    )
    statuses: list[Status] = Field([], description="Statuses (404) or classes of them (4xx).")
    applications: list[Text] = Field(
        [], description="Names or ids of applications, or pseudonyms of keys."
    )


class SmtpEntry(Table):
    """The mail server that reports and alerts are sent by; its password never stands here."""

    host: Annotated[str, AfterValidator(checked_mail_host)] = Field(
        description="Its name or address."
    )
    port: int | None = Field(
        None, ge=1, le=65535, description="Its port. Default: 587, 465 or 25, by the security."
    )
    security: Annotated[Security, Field(strict=False)] = Field(
        Security.STARTTLS,
        description="How the connection is protected: starttls, smtps (TLS from the first byte"
        " on), or none, which is for a server on this machine.",
    )
    sender: Annotated[str, AfterValidator(_checked_address)] = Field(
        alias="from", description="The address that messages come from."
    )
    user: Text | None = Field(None, description="The name to log in with. Default: no login.")
    password_file: Text | None = Field(
        None,
        description="The file that has the password, relative to this file, unless the environment"
        " has it in USAGESTATS_SMTP_PASSWORD.",
    )


class StorageEntry(Table):
    """Where buckets are (`s3://`, `gs://`, `az://`); credentials never stand here."""

    endpoint: Annotated[str, AfterValidator(checked_endpoint)] | None = Field(
        None, description="The URL of the server. Default: that of the cloud."
    )
    region: Text | None = Field(None, description="The region of the buckets.")
    account: Text | None = Field(None, description="The account that has the containers of az://.")
    anonymous: bool = Field(
        default=False, description="Whether requests carry no credentials, for public buckets."
    )
    virtual_hosted: bool = Field(
        default=False, description="Whether the bucket is a part of the host name of the endpoint."
    )


class Document(Table):
    """The whole file."""

    timezone: Zone | None = Field(None, description="The time zone of reports.")
    log_timezone: Zone | None = Field(
        None, description="The time zone of logs without a UTC offset. Default: timezone."
    )
    limit_timezone: Zone = Field(
        "UTC", description="The time zone whose calendar the periods of limits follow."
    )
    week_start: Annotated[Weekday, Field(strict=False)] = Field(
        Weekday.MONDAY, description="The first day of a week."
    )
    currency: Annotated[str, AfterValidator(checked_currency)] | None = Field(
        None, description="The currency of all prices, such as EUR."
    )
    counting: Annotated[Counting, Field(strict=False)] = Field(
        Counting.MATCHED,
        description="Which requests count as usage: all that match a rule, or only those that the"
        " gateway let through.",
    )
    coverage: Literal["files", "continuous"] = Field(
        "files",
        description="The time that logs cover: from the first to the last request of files that"
        " follow each other, or everything between the first and the last request of all.",
    )
    identify: list[SourceOrText] | None = Field(
        None, description="The places of credentials; the first one in a request counts."
    )
    client: Annotated[
        list[Annotated[str, AfterValidator(checked_field)]],
        BeforeValidator(as_list, json_schema_input_type=str | list[str]),
    ] = Field(
        [],
        description="The field with the address of the client, such as field:X-Forwarded-For; of"
        " several, the first one that a request has. Default: the address that the log names.",
    )
    trusted_proxies: list[Network] = Field(
        [],
        description="Addresses or networks of own proxies: of the addresses in client, the last"
        " that is not one of these counts.",
    )
    secrets: list[Annotated[str, AfterValidator(checked_secret)]] = Field(
        [],
        description="Further credentials to mask: names of parameters, headers and keys, and paths"
        " such as /invite/{code}, whose segments in braces are masked.",
    )
    applications: Text | None = Field(
        None, description="The CSV file of applications, relative to this file."
    )
    log_format: Text | None = Field(
        None,
        description="The format of logs, where detection is not wanted: a name, the gateway's own"
        " format, FILE:NAME, or json:{…}.",
    )
    store: Text | None = Field(
        None, description="The store: a folder relative to this file, or a URL such as s3://…."
    )
    backends: list[BackendEntry] = Field([], description="The upstream APIs.")
    products: list[ProductEntry] = Field([], description="The APIs as they are published.")
    plans: list[PlanEntry] = Field([], description="The plans that applications subscribe to.")
    exclude: ExcludeEntry = Field(
        ExcludeEntry.model_validate({}), description="Requests that make no usage at all."
    )
    smtp: SmtpEntry | None = Field(None, description="The mail server for reports and alerts.")
    storage: StorageEntry | None = Field(None, description="Where the buckets of URLs are.")


class UserSettings(Table):
    """The user's own settings; options, the environment and a catalog come before them."""

    timezone: Zone | None = None
    log_timezone: Zone | None = None
    week_start: Annotated[Weekday, Field(strict=False)] | None = None
    counting: Annotated[Counting, Field(strict=False)] | None = None
    store: Text | None = None
    log_format: Text | None = None
    color: Annotated[ColorChoice, Field(strict=False)] | None = None
    smtp: SmtpEntry | None = None
    storage: StorageEntry | None = None
