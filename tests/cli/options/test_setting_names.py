from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import PROJECT
from usagestats.cli.options.setting_names import OPTIONS, chosen_file, variable_of
from usagestats.errors import UsageError

VARIABLE = "USAGESTATS_CATALOG"


@pytest.mark.parametrize(
    ("option", "environment", "is_without", "expected"),
    [
        (None, {}, False, (None, VARIABLE)),
        (None, {VARIABLE: ""}, False, (None, VARIABLE)),
        (None, {VARIABLE: "e.toml"}, False, (Path("e.toml"), VARIABLE)),
        ("o.toml", {VARIABLE: "e.toml"}, False, (Path("o.toml"), "--catalog")),
        (None, {VARIABLE: "e.toml"}, True, (None, VARIABLE)),
    ],
)
def test_the_catalog_is_named_by_the_option_else_by_the_environment(
    option: str | None,
    environment: dict[str, str],
    is_without: bool,  # noqa: FBT001
    expected: tuple[Path | None, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert chosen_file(option, is_without=is_without) == expected


def test_a_catalog_and_none_contradict_each_other() -> None:
    with pytest.raises(UsageError) as caught:
        chosen_file("a.toml", is_without=True)

    assert str(caught.value) == "usagestats: --no-catalog: cannot be combined with --catalog"


def test_every_variable_is_documented() -> None:
    text = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")

    assert {key for key in OPTIONS if variable_of(key) not in text} == set()
