from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PROJECT
from usagestats.catalog.applications_file import COLUMNS
from usagestats.catalog.catalog_file import CatalogFile, load_catalog
from usagestats.catalog.model import (
    DEFAULT_CATALOG,
    Backend,
    Catalog,
    Credential,
    Exclusions,
    Limit,
    Metric,
    Mount,
    Per,
    Plan,
    Product,
    Rule,
)
from usagestats.catalog.registry import Application, Registry
from usagestats.catalog.schema import catalog_schema
from usagestats.catalog.written_settings import WrittenSetting
from usagestats.errors import ExitCode, UsageError
from usagestats.safety.pseudonyms import pseudonym

DESIGN_EXAMPLE = """
timezone = "Europe/Athens"        # for display; default: the system's
log_timezone = "UTC"              # for logs that write no offset; default: timezone
week_start = "monday"
counting = "matched"
identify = ["query:user_key", { from = "query:app_id", secret = false }]
applications = "applications.csv"
log_format = "combined"           # only where detection is not wanted
store = "usage-store"

[[backends]]
name = "catalog"
methods = ["metadata", "datastore"]   # or { name, friendly_name, unit }
rules = [
  { http_method = "GET",  pattern = "/", metric = "metadata" },
  { http_method = "POST", pattern = "/", metric = "datastore" },
]

[[products]]
name = "ckan-api"
hosts = ["api.example.org"]
backends = [{ name = "catalog", path = "/api/3" }]   # a backend may serve several products

[[plans]]
name = "basic"
product = "ckan-api"              # optional
limits = [{ metric = "hits", value = 10000, per = "day" }]

[exclude]
paths = ["/healthz"]
"""


@pytest.fixture(autouse=True)
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the user's configuration folder, which is nobody's."""
    folder = tmp_path / "configuration"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: folder / name)
    return folder / "usagestats"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "project"
    path.mkdir()
    return path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_of_the_design(folder: Path) -> None:
    path = write(folder / "usagestats.toml", DESIGN_EXAMPLE)
    write(folder / "applications.csv", "key,id,name,plan\nk,7,Shop,basic\n")

    actual = load_catalog(None, folder)

    methods = (
        Metric("metadata", "Metadata", "hit", is_method=True),
        Metric("datastore", "Datastore", "hit", is_method=True),
    )
    rules = (Rule("GET", "/", "metadata"), Rule("POST", "/", "datastore"))
    shop = Application("7", "Shop", plan="basic")
    assert actual == CatalogFile(
        path=path,
        catalog=Catalog(
            products=(
                Product(
                    "ckan-api",
                    ("api.example.org",),
                    (Mount("/api/3", Backend("catalog", methods, rules)),),
                ),
            ),
            identify=(
                Credential("query", "user_key"),
                Credential("query", "app_id", is_secret=False),
            ),
            exclude=Exclusions(paths=("/healthz",)),
            plans=(Plan("basic", (Limit("hits", 10000, Per.DAY),), "ckan-api"),),
        ),
        registry=Registry({pseudonym("k"): shop, "7": shop}),
        settings={
            "timezone": WrittenSetting("Europe/Athens", path, 2),
            "log_timezone": WrittenSetting("UTC", path, 3),
            "week_start": WrittenSetting("monday", path, 4),
            "counting": WrittenSetting("matched", path, 5),
            "applications": WrittenSetting(str(folder / "applications.csv"), path, 7),
            "log_format": WrittenSetting("combined", path, 8),
            "store": WrittenSetting(str(folder / "usage-store"), path, 9),
        },
    )


def test_without_a_file_there_is_the_default_catalog(folder: Path) -> None:
    actual = load_catalog(None, folder)

    assert actual == CatalogFile.none()
    assert actual.catalog is DEFAULT_CATALOG
    assert actual.registry == Registry()
    assert (actual.path, actual.settings, actual.users) == (None, {}, {})


def test_a_file_that_is_named_holds(folder: Path) -> None:
    write(folder / "usagestats.toml", 'timezone = "UTC"')
    named = write(folder / "other.toml", 'week_start = "sunday"')

    actual = load_catalog(named, folder)

    assert actual.path == named
    assert actual.settings == {"week_start": WrittenSetting("sunday", named, 1)}


def test_no_catalog_may_be_wanted(folder: Path) -> None:
    write(folder / "usagestats.toml", 'timezone = "UTC"')

    assert load_catalog(None, folder, is_wanted=False) == CatalogFile.none()


def test_the_users_settings_come_after_those_of_the_catalog(
    folder: Path, configuration: Path
) -> None:
    path = write(folder / "usagestats.toml", 'timezone = "UTC"')
    users = write(
        configuration / "config.toml", '# mine\ntimezone = "Asia/Tokyo"\nstore = "~/usage"\n'
    )

    actual = load_catalog(None, folder)

    assert actual.settings == {"timezone": WrittenSetting("UTC", path, 1)}
    assert actual.users["store"] == WrittenSetting("~/usage", users, 3)
    assert (actual.value("timezone"), actual.value("store")) == ("UTC", "~/usage")
    assert actual.value("counting") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('\ntimezon = "UTC"', ":2: timezon: no such key\n  help: did you mean 'timezone'?"),
        ('color = "red"', ":1: color: cannot be 'red'\n  help: write one of auto, always, never"),
        (
            "[[products]]\nname = 'x'",
            ":1: products: no such key\n  help: it belongs into a catalog, usagestats.toml",
        ),
        ("timezone = ", ":1:12: invalid value\n  timezone = \n             ^"),
    ],
)
def test_a_mistake_in_the_users_file_names_its_line(
    folder: Path, configuration: Path, text: str, expected: str
) -> None:
    users = write(configuration / "config.toml", text)

    with pytest.raises(UsageError) as caught:
        load_catalog(None, folder)

    assert str(caught.value) == f"usagestats: {users}{expected}"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.toml", "No such file or directory"),
        (".", "Is a directory"),
        ("a\0b", "embedded null byte"),
    ],
)
def test_a_file_that_is_named_must_be_readable(folder: Path, name: str, reason: str) -> None:
    path = Path(f"{folder}/{name}")
    with pytest.raises(UsageError) as caught:
        load_catalog(path, folder)

    assert caught.value.exit_code == ExitCode.USAGE
    assert str(caught.value) == f"usagestats: --catalog: cannot read {path}: {reason}"


def test_a_mistake_names_the_file(folder: Path) -> None:
    path = write(folder / "usagestats.toml", "timezon = 1")

    with pytest.raises(UsageError) as caught:
        load_catalog(None, folder)

    assert str(caught.value) == (
        f"usagestats: {path}:1: timezon: no such key\n  help: did you mean 'timezone'?"
    )


def test_applications_that_are_not_there(folder: Path) -> None:
    path = write(folder / "usagestats.toml", 'applications = "who.csv"')

    with pytest.raises(UsageError) as caught:
        load_catalog(None, folder)

    assert str(caught.value) == (
        f"usagestats: {path}:1: applications: cannot read {folder / 'who.csv'}:"
        " No such file or directory"
    )


def test_a_plan_that_the_catalog_has_not(folder: Path) -> None:
    write(folder / "usagestats.toml", 'applications = "who.csv"\n[[plans]]\nname = "basic"')
    file = write(folder / "who.csv", "id,plan\n7,basics\n")

    with pytest.raises(UsageError) as caught:
        load_catalog(None, folder)

    assert str(caught.value) == (
        f"usagestats: {file}:2: plan: no such plan\n  help: did you mean 'basic'?"
    )


def test_applications_are_excluded_by_name(folder: Path) -> None:
    write(
        folder / "usagestats.toml", 'applications = "who.csv"\n[exclude]\napplications = ["Probe"]'
    )
    write(folder / "who.csv", "key,name\nk,Probe\n")

    actual = load_catalog(None, folder).catalog.exclude.applications

    assert actual == {pseudonym("Probe"), pseudonym("k")}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("s3://bucket/usage", "s3://bucket/usage"),
        ("/var/lib/usage", "/var/lib/usage"),
        ("../usage", "{folder}/../usage"),
        ("~/usage", "~/usage"),
    ],
)
def test_a_store_is_a_url_or_relative_to_the_file(
    folder: Path, written: str, expected: str
) -> None:
    write(folder / "usagestats.toml", f'store = "{written}"')

    assert load_catalog(None, folder).value("store") == expected.replace("{folder}", str(folder))


def tables(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for one in schema.values():
            yield from tables(one)


def blocks(document: str, language: str) -> list[str]:
    text = (PROJECT / "docs" / document).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_examples_of_the_documents_load(folder: Path) -> None:
    catalog, *parts = blocks("catalog.md", "toml")
    (applications,) = blocks("applications.md", "csv")
    write(folder / "usagestats.toml", catalog)
    write(folder / "applications.csv", applications)

    actual = load_catalog(None, folder)
    for part in parts:
        write(folder / "part.toml", part)
        load_catalog(folder / "part.toml", folder)

    assert [product.name for product in actual.catalog.products] == ["ckan-api"]
    assert [application.name for application in actual.registry.applications] == ["Shop", "Reports"]


@pytest.mark.parametrize(
    ("document", "keys"),
    [
        ("catalog.md", {key for table in tables(catalog_schema()) for key in table["properties"]}),
        ("applications.md", set(COLUMNS)),
    ],
)
def test_every_key_is_documented(document: str, keys: set[str]) -> None:
    text = (PROJECT / "docs" / document).read_text(encoding="utf-8")

    assert {key for key in keys if not re.search(rf"\b{key}\b", text)} == set()


def test_pydantic_is_not_loaded_without_a_file(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from usagestats.catalog.catalog_file import load_catalog\n"
        "load_catalog(None, Path(sys.argv[1]))\n"
        "print(sorted({'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=PROJECT,
        env={"XDG_CONFIG_HOME": str(folder), "HOME": str(folder)},
        capture_output=True,
        check=True,
    )

    assert done.stdout.decode().strip() == "[]"


def test_the_mail_server_of_the_catalog_comes_before_that_of_the_user(
    folder: Path, configuration: Path
) -> None:
    write(configuration / "config.toml", '[smtp]\nhost = "mine"\nfrom = "me@mine.example"\n')
    without = load_catalog(None, folder)
    write(folder / "usagestats.toml", 'timezone = "UTC"')
    beside = load_catalog(None, folder)
    write(folder / "usagestats.toml", '[smtp]\nhost = "ours"\nfrom = "api@ours.example"\n')
    own = load_catalog(None, folder)

    servers = [file.mail_server for file in (without, beside, own)]
    assert [server.host for server in servers if server] == ["mine", "mine", "ours"]
