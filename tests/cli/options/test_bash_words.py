from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer._click.shell_completion import CompletionItem

from usagestats.cli.command_list import CommandList
from usagestats.cli.options.bash_words import BashWords

TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=9)


def words() -> BashWords:
    return BashWords(CommandList(name="usagestats"), {}, "usagestats", "_USAGESTATS_COMPLETE")


@given(TEXTS)
def test_a_word_stays_one_word_on_the_command_line(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMP_WORDS", "usagestats\n")
        patch.setenv("COMP_CWORD", "1")
        shown = words().format_completion(CompletionItem(text))

    assert shlex.split(shown) == [text]


def test_a_word_in_quotation_marks_needs_no_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", 'usagestats\n"Two')
    monkeypatch.setenv("COMP_CWORD", "1")

    assert words().format_completion(CompletionItem("Two words")) == "Two words"


def test_an_equals_sign_is_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", "usagestats\ntraffic\n--range\n=\nla")
    monkeypatch.setenv("COMP_CWORD", "4")

    assert words().get_completion_args() == (["traffic", "--range"], "la")
