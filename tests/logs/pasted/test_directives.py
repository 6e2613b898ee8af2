"""Directives of nginx, Apache and HAProxy, as they stand in configurations."""

from __future__ import annotations

import pytest

from usagestats.errors import UsageError
from usagestats.logs.pasted.directives import directives_in, undone, with_tabs
from usagestats.logs.pasted.written import Written


def directives(text: str) -> list[tuple[str | None, str, str]]:
    found = directives_in(Written.whole(text, "--log-format"))
    return [(one.name, one.text.text, one.syntax.key) for one in found]


@pytest.mark.parametrize(
    ("text", "name", "inner", "key"),
    [
        ("log_format main '$a \"$b\" ' '$c';", "main", '$a "$b" $c', "nginx"),
        ('log_format main escape=none\n  $a # note\n  "$b\\"";', "main", '$a$b"', "nginx"),
        (r"log_format x '\t$a\d';", "x", "\t$a\\d", "nginx"),
        (r'LogFormat "%h \"%r\" %b" common', "common", '%h "%r" %b', "apache"),
        ('logformat "%h \\\n  %b"', None, "%h \n  %b", "apache"),
        (r"log-format %ci\ %ST # note", None, "%ci %ST", "haproxy"),
        ("frontend www\n  log-format \"%ci\"' %ST'\n", "www", "%ci %ST", "haproxy"),
        ("defaults\n  log-format %ci\n", "defaults", "%ci", "haproxy"),
    ],
)
def test_a_directive_has_a_name_and_a_format(
    text: str, name: str | None, inner: str, key: str
) -> None:
    assert directives(text) == [(name, inner, key)]


def test_a_configuration_may_have_several_and_comments_are_none() -> None:
    text = "# log_format a '$a';\nlog_format b '$b';\nerror_log x;\nlog_format c '$c';\n"

    assert [name for name, _, _ in directives(text)] == ["b", "c"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("log_format ;", "log_format without a name"),
        ("log_format a;", "log_format without a format"),
        ("log_format a escape=xml '$a';", "no such escape: xml"),
        ("log_format a '$a;", "a quotation mark that is never closed"),
        ("log-format '%ci", "a quotation mark that is never closed"),
    ],
)
def test_a_broken_directive_is_an_error(text: str, what: str) -> None:
    with pytest.raises(UsageError) as error:
        directives(text)

    assert error.value.what == what


def test_every_backslash_of_apache_is_undone_in_its_position() -> None:
    word = undone(Written.whole(r"a\tb\"c", "--log-format"))

    assert word.text == 'a\tb"c'
    assert word.positions == (0, 2, 3, 5, 6, 7)


def test_a_tab_may_be_written_as_on_a_command_line() -> None:
    text = with_tabs(Written.whole(r"a\tb\\n", "--log-format"))

    assert text.text == "a\tb\\\\n"
    assert text.positions == (0, 1, 3, 4, 5, 6, 7)


def test_a_tab_in_an_argument_of_haproxy_is_one() -> None:
    (found,) = directives_in(Written.whole(r"log-format %ci\t%ST\ %B", "--log-format"))

    assert found.text.text == "%ci\t%ST %B"
