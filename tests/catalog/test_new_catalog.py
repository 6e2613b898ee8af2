from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pytest

from usagestats.catalog import new_catalog
from usagestats.catalog.imports.draft import Draft
from usagestats.catalog.new_catalog import applications_text, write_new
from usagestats.errors import UsageError, UsageStatsError

EXISTS = "exists, and is never overwritten"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_names_for_people_are_no_formulas() -> None:
    row = {"id": "7", "name": "=1", "account_id": "=2", "account": "+1", "email": "@x.org"}
    header = "key,id,name,account_id,account,plan_id,plan,state,created_at,email\n"

    assert applications_text(Draft({}, [row], (), ())) == f"{header},7,'=1,'=2,'+1,,,,,'@x.org\n"


@pytest.mark.parametrize(
    ("rows", "plan"),
    [
        ([{"id": "bob"}, {"id": "bob "}], "basic"),
        ([{"name": "nobody"}], "basic"),
        ([{"id": "7", "plan": "basic"}], "pro"),
    ],
)
def test_applications_that_could_not_be_read_back_are_an_error(
    rows: list[dict[str, str]], plan: str
) -> None:
    with pytest.raises(UsageError) as caught:
        applications_text(Draft({"plans": [{"name": plan}]}, rows, (), ()))

    assert str(caught.value).startswith("usagestats: the draft of applications.csv:")


def test_all_files_are_written(tmp_path: Path) -> None:
    write_new({tmp_path / "a": "x\n", tmp_path / "b": "é"})

    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == {
        "a": b"x\n",
        "b": "é".encode(),
    }


def test_a_link_that_leads_nowhere_is_there(tmp_path: Path) -> None:
    (tmp_path / "b").symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError) as caught:
        write_new({tmp_path / "a": "x", tmp_path / "b": "y"})

    assert (caught.value.what, names(tmp_path)) == (EXISTS, ["b"])


def test_where_one_cannot_be_written_none_is(tmp_path: Path) -> None:
    with pytest.raises(UsageStatsError) as caught:
        write_new({tmp_path / "a": "x", tmp_path / "missing" / "b": "y"})

    assert (caught.value.what, names(tmp_path)) == (
        "cannot be written: No such file or directory",
        [],
    )


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_an_interrupt_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def interrupted(_file: BinaryIO, pieces: list[bytes]) -> None:
        if pieces == [b"y"]:
            raise error

    monkeypatch.setattr(new_catalog, "write_to_disk", interrupted)
    with pytest.raises(error):
        write_new({tmp_path / "a": "x", tmp_path / "b": "y"})

    assert names(tmp_path) == []


def test_a_file_that_another_program_made_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "b").write_text("other")
    monkeypatch.setattr("os.path.lexists", lambda _: False)
    with pytest.raises(UsageError) as caught:
        write_new({tmp_path / "a": "x", tmp_path / "b": "y"})

    assert (caught.value.what, names(tmp_path)) == (EXISTS, ["b"])
    assert (tmp_path / "b").read_text() == "other"
