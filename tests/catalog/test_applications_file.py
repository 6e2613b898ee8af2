from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.applications_file import COLUMNS, read_registry
from usagestats.catalog.created_at import creation_of
from usagestats.catalog.mistakes import CatalogError, Mistake
from usagestats.catalog.registry import Application, Registry
from usagestats.errors import ExitCode
from usagestats.safety.pseudonyms import pseudonym

KEY = "s3cr3t-k3y"
HASH = sha256(KEY.encode()).hexdigest()
LISTED = "columns are " + ", ".join(COLUMNS)


def registry(path: Path, text: str | bytes, plans: tuple[str, ...] = ()) -> Registry:
    file = path / "applications.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_registry(file, dict.fromkeys(plans))


def errors_of(path: Path, text: str | bytes, plans: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        registry(path, text, plans)
    assert caught.value.exit_code == ExitCode.USAGE
    assert KEY not in str(caught.value)
    assert HASH not in str(caught.value)
    prefix = f"usagestats: {path / 'applications.csv'}:"
    return str(caught.value).replace(prefix, "").split("\n")


def test_every_column_in_any_order(tmp_path: Path) -> None:
    actual = registry(
        tmp_path,
        "email,created_at,state,plan,account,name,id,key\n"
        f"a@x.org,2026-05-04,live,basic,Acme,Shop,7,{KEY}\n",
        ("basic",),
    )

    shop = Application("7", "Shop", "Acme", "basic", "live", date(2026, 5, 4), "a@x.org")
    assert actual.identities == {"7": shop, pseudonym(KEY): shop}


def test_an_id_or_a_key_is_enough(tmp_path: Path) -> None:
    actual = registry(tmp_path, f"id,key\n7,\n,{KEY}\n8")

    name = pseudonym(KEY)
    assert actual.applications == (
        Application("7", "7"),
        Application(name, name),
        Application("8", "8"),
    )


@pytest.mark.parametrize(
    "written", [f"sha256:{HASH}", f"sha256:{HASH.upper()}", f"SHA256:{HASH}", f"Sha256:{HASH}"]
)
def test_a_hash_stands_for_the_key(tmp_path: Path, written: str) -> None:
    actual = registry(tmp_path, f"key,name\n{written},Shop\n")

    assert actual == registry(tmp_path, f"key,name\n{KEY},Shop\n")


def test_a_pseudonym_seen_in_a_report_may_be_the_id(tmp_path: Path) -> None:
    actual = registry(tmp_path, f"id,name\n{pseudonym(KEY)},Shop\n")

    assert actual.label(pseudonym(KEY)) == "Shop"


def test_an_application_may_have_several_keys(tmp_path: Path) -> None:
    actual = registry(tmp_path, "id,key,name\n7,a,Shop\n8,,Other\n7,b,Shop\n")

    assert [application.id for application in actual.applications] == ["7", "8"]
    assert set(actual.identities) == {"7", "8", pseudonym("a"), pseudonym("b")}


def test_applications_without_an_id_may_share_a_name(tmp_path: Path) -> None:
    actual = registry(tmp_path, "key,name\na,Shop\nb,Shop\n")

    assert actual.label(pseudonym("a")) == f"Shop ({pseudonym('a')})"


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfkey,name\na,Shop\n",
        b"key,name\r\na,Shop\r\n",
        b"\n\n key , Name \n\n,\n a , Shop \n,\n",
        b'"key","name"\n"a","Shop"',
        b"key,name\na,Shop,\n",
    ],
)
def test_as_spreadsheets_write_it(tmp_path: Path, text: bytes) -> None:
    actual = registry(tmp_path, text)

    assert actual == registry(tmp_path, "key,name\na,Shop\n")


def test_a_name_may_hold_anything(tmp_path: Path) -> None:
    actual = registry(tmp_path, 'id,name\n7,"Größe, ""x""\nand more"\n')

    assert actual.label("7") == 'Größe, "x"\nand more'


def test_a_header_alone_is_no_application(tmp_path: Path) -> None:
    assert registry(tmp_path, "id\n") == Registry()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1: the first line must be a header that has a column id or key", f"  help: {LISTED}"]),
        (f"{KEY},Shop\n", ["1: the first line must be a header that has a column id or key", f"  help: {LISTED}"]),
        ("\nid;name\n", ["2: the first line must be a header that has a column id or key", "  help: columns are separated by commas"]),
        ("id,nmae\n", ["1: column 2 has a name that is not known", "  help: did you mean 'name'?"]),
        ("id,color,x\n", ["1: column 2 has a name that is not known", f"  help: {LISTED}", "1: column 3 has a name that is not known", f"  help: {LISTED}"]),
        ("id,\n", ["1: column 2 has a name that is not known", f"  help: {LISTED}"]),
        ("id,name,Name\n", ["1: the column 'name' occurs twice"]),
        ("id,name\n7,Shop,x\n", ["2: 3 cells where the header has 2", "  help: put a cell with a comma between quotation marks"]),
        ("id,key,name\n,,Shop\n", ["2: needs an id or a key"]),
        (f"key\nsha256:{HASH[1:]}\n", ["2: the hash of a key has 64 hexadecimal digits", "  help: sha256: and the digits"]),
        (f"key\nSHA256:{HASH[1:]}\n", ["2: the hash of a key has 64 hexadecimal digits", "  help: sha256: and the digits"]),
        (f"key\nsha256:{HASH[1:]}g\n", ["2: the hash of a key has 64 hexadecimal digits", "  help: sha256: and the digits"]),
        (f"key\n{KEY}\n\n{KEY}\n", ["4: the key is the same as in line 2"]),
        (f"key\n{KEY}\nsha256:{HASH}\n", ["3: the key is the same as in line 2"]),
        (f"id,key\n7,{KEY}\n7,{KEY}\n", ["3: the key is the same as in line 2"]),
        (f"id,key\n7,{KEY}\n8,{KEY}\n", ["3: the key is the same as in line 2"]),
        ("id\n7\n7\n", ["3: the id is the same as in line 2"]),
        (f"id,key\n7,{KEY}\n7,\n", ["3: the id is the same as in line 2"]),
        (f"id,key\n{pseudonym(KEY)},\n,{KEY}\n", ["3: the key is the same as in line 2"]),
        (f"id,key\n7,{KEY}\n{pseudonym(KEY)},x\n", ["3: the id is the same as in line 2"]),
        ("id,key,name,plan\n7,a,Shop,x\n7,b,Ship,y\n", ["3: the id is the same as in line 2, but another name and plan", "  help: rows of one application may differ only in the key"]),
        ("id,created_at\n7,04/05/2026\n", ["2: created_at: not a date or time", "  help: write it as 2026-05-04 or 2026-05-04T10:00:00+00:00"]),
        ("id,created_at\n7,2026-02-30\n", ["2: created_at: there is no such day or time", "  help: write it as 2026-05-04 or 2026-05-04T10:00:00+00:00"]),
        (f"id,{KEY}\n", ["1: column 2 has a name that is not known", f"  help: {LISTED}"]),
        (f"id,created_at\n7,{KEY}\n", ["2: created_at: not a date or time", "  help: write it as 2026-05-04 or 2026-05-04T10:00:00+00:00"]),
        ('id,name\n7,"a"b\n', ["2: not CSV: ',' expected after '\"'", '  help: put a cell with a comma or a " between quotation marks, and write a " in it as ""']),
        ('id,name\n7,"a\n8,b\n', ["2: not CSV: unexpected end of data", '  help: put a cell with a comma or a " between quotation marks, and write a " in it as ""']),
        (b"id,name\n7,Gr\xf6\xdfe\n", ["2: not UTF-8", "  help: save it as CSV in UTF-8"]),
        ("id\n".encode("utf-16"), ["1: not UTF-8", "  help: save it as CSV in UTF-8"]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_line(
    tmp_path: Path, text: str | bytes, expected: list[str]
) -> None:
    assert errors_of(tmp_path, text) == expected


def test_a_line_is_where_its_row_begins(tmp_path: Path) -> None:
    actual = errors_of(tmp_path, 'id,name\n7,"a\nb"\n\n8,"c\nd"\n8,x\n')

    assert actual == ["7: the id is the same as in line 5"]


def test_a_plan_is_one_of_the_catalog(tmp_path: Path) -> None:
    text = f"id,plan\n7,basik\n8,\n9,gold\n10,{KEY}\n"

    actual = errors_of(tmp_path, text, ("basic", "pro"))

    assert actual == [
        "2: plan: no such plan",
        "  help: did you mean 'basic'?",
        "4: plan: no such plan",
        "  help: choose from 'basic', 'pro'",
        "5: plan: no such plan",
        "  help: choose from 'basic', 'pro'",
    ]
    assert registry(tmp_path, text).plan("9") == "gold"


def test_very_many_errors_are_counted(tmp_path: Path) -> None:
    actual = errors_of(tmp_path, "id\n7\n" + "7\n" * 1020)

    assert len(actual) == 21
    assert actual[-1] == "usagestats: and 1,000 more"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_registry(tmp_path / "applications.csv")


@given(
    rows=st.lists(
        st.tuples(st.text(ascii_letters, min_size=1), st.text(ascii_letters, max_size=3)),
        max_size=6,
        unique_by=lambda row: row[0],
    )
)
def test_every_row_is_found_by_its_key_and_its_hash(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("registry")
    clear = "".join(f"{key},{name}\n" for key, name in rows)
    hashed = "".join(f"sha256:{sha256(key.encode()).hexdigest()},{name}\n" for key, name in rows)

    actual = registry(folder, f"key,name\n{clear}")

    assert actual == registry(folder, f"key,name\n{hashed}")
    assert len(actual.applications) == len(rows)
    for key, name in rows:
        assert actual.identities[pseudonym(key)].name == (name or pseudonym(key))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("2026-05-04", date(2026, 5, 4)),
        ("2026-05-04T10:00", datetime(2026, 5, 4, 10)),  # noqa: DTZ001
        ("2026-05-04 10:00:07", datetime(2026, 5, 4, 10, 0, 7)),  # noqa: DTZ001
        ("2026-05-04T10:00:07.5Z", datetime(2026, 5, 4, 10, 0, 7, 500_000, UTC)),
        ("2026-05-04 10:00:07 UTC", datetime(2026, 5, 4, 10, 0, 7, tzinfo=UTC)),
        ("2026-05-04T10:00+03:00", datetime(2026, 5, 4, 10, tzinfo=timezone(timedelta(hours=3)))),
    ],
)
def test_when_an_application_was_created(text: str, expected: date | None) -> None:
    assert creation_of(text) == expected


@pytest.mark.parametrize(
    "text",
    ["20260504", "2026-W19", "2026-W19-1", "2026-124", "04/05/2026", "2026-05", "4 May 2026",
     "2026-13-01", "2026-05-04T25:00", "2026-05-04T10:00+99:00", "0000-01-01", "１026-05-04"],
)  # fmt: skip
def test_what_is_no_time_of_creation(text: str) -> None:
    with pytest.raises(Mistake):
        creation_of(text)


PLANS = {"basic": "p1", "pro": None}


@pytest.mark.parametrize(
    ("cells", "plans", "expected"),
    [
        ("a1,Acme,,", {}, ("a1", "Acme", None, None)),
        ("a1,,p9,", {}, ("a1", "a1", "p9", "p9")),
        (",Acme,,basic", PLANS, (None, "Acme", "p1", "basic")),
        (",,p1,", PLANS, (None, None, "p1", "basic")),
        (",,p1,basic", PLANS, (None, None, "p1", "basic")),
        (",,p7,pro", PLANS, (None, None, "p7", "pro")),
        (",,,pro", PLANS, (None, None, None, "pro")),
    ],
)
def test_the_ids_of_accounts_and_plans(
    tmp_path: Path,
    cells: str,
    plans: dict[str, str | None],
    expected: tuple[str | None, ...],
) -> None:
    file = tmp_path / "applications.csv"
    file.write_text(f"id,account_id,account,plan_id,plan\n7,{cells}\n", encoding="utf-8")
    (one,) = read_registry(file, plans).applications

    assert (one.account_id, one.account, one.plan_id, one.plan) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("7,a1,Acme,,\n8,a1,City,,", "3: the account_id is that of line 2, but another account"),
        ("7,,,p7,pro\n8,,,p1,pro", "3: plan_id: in the catalog the plan has another id"),
        ("7,,,p2,basic", "2: plan_id: in the catalog the plan has another id"),
        ("7,,,p3,", "2: plan_id: no plan of the catalog has this id"),
    ],
)
def test_ids_that_do_not_fit(tmp_path: Path, rows: str, expected: str) -> None:
    file = tmp_path / "applications.csv"
    file.write_text(f"id,account_id,account,plan_id,plan\n{rows}\n", encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        read_registry(file, PLANS)

    first = str(caught.value).split("\n")[0]
    assert first == f"usagestats: {file}:{expected}"


def test_the_columns_are_those_of_an_application() -> None:
    assert set(COLUMNS) - {"key"} == set(Application._fields)
