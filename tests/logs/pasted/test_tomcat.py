"""Patterns of Tomcat, and the difference to formats of httpd."""

from __future__ import annotations

import pytest

from tests.line_tables import cells
from tests.logs.pasted.given import given
from usagestats.errors import UsageError
from usagestats.logs.pasted.pasted_format import doubt_about, syntax_of

NCSA = '%h %l %u %t "%r" '
LINE = '192.0.2.1 - - [04/May/2026:10:15:30 +0000] "GET /a HTTP/1.1" 200 5 1500'


@pytest.mark.parametrize(
    ("text", "line", "milliseconds"),
    [
        (NCSA + "%s %b %D", LINE, 1500.0),
        (NCSA + "%s %b %D %F", f"{LINE} 1400", 1500.0),
        (NCSA + "%>s %b %D", LINE, 1.5),
        (NCSA + "%s %b %D %O", f"{LINE} 700", 1.5),
        (NCSA + "%>s %b %D %{JSESSIONID}c", f"{LINE} x", 1500.0),
        ("tomcat:" + NCSA + "%s %b %D", LINE, 1500.0),
        ("tomcat10:" + NCSA + "%s %b %D %F", f"{LINE} 1400", 1.5),
        ("apache:" + NCSA + "%s %b %D", LINE, 1.5),
        (f'LogFormat "{NCSA}%s %b %D" x'.replace('"%r"', r"\"%r\""), LINE, 1.5),
        (NCSA + "%s %b %T", LINE.replace("1500", "1.500"), 1500.0),
        (NCSA.replace('"', "&quot;") + "%s %b %D", LINE, 1500.0),
        (
            '<Valve className="org.apache.catalina.valves.AccessLogValve" prefix="a" pattern="'
            + NCSA.replace('"', "&quot;")
            + '%s %b %D" suffix=".log"/>',
            LINE,
            1500.0,
        ),
    ],
)
def test_the_unit_of_a_duration_is_that_of_the_program(
    text: str, line: str, milliseconds: float
) -> None:
    expected = {"duration_ms": milliseconds, "status": 200, "path": "/a"}

    assert cells(given(text), line, expected) == expected


def test_directives_of_tomcat_are_fields() -> None:
    line = f"{LINE} http-nio-8080-exec-1 5f3a 7 acme item"
    text = NCSA + "%s %b %D %I %S %F %{tenant}r %{cart}s"

    expected = {
        "thread_name": "http-nio-8080-exec-1",
        "session_id": "5f3a",
        "commit_time": "7",
        "request_attribute_tenant": "acme",
        "session_attribute_cart": "item",
    }
    assert cells(given(text), line, {"fields": expected}) == {"fields": expected}


@pytest.mark.parametrize(
    ("text", "in_doubt"),
    [
        (NCSA + "%s %b %D", True),
        (NCSA + "%s %b %D %F", True),
        (NCSA.replace('"', "&quot;") + "%s %b %D", True),
        (NCSA + "%>s %b %D", False),
        (NCSA + "%s %b %T", False),
        (NCSA + "%s %b", False),
        ("tomcat:" + NCSA + "%s %b %D", False),
        ("tomcat10:" + NCSA + "%s %b %D", False),
        ("apache:" + NCSA + "%s %b %D", False),
        (f"LogFormat '{NCSA}%s %b %D' x", False),
        ("combined", False),
        ("json:{}", False),
        ("$remote_addr", False),
        ("%ci [%tr] %ST", False),
    ],
)
def test_a_unit_that_is_not_certain_is_named(text: str, *, in_doubt: bool) -> None:
    assert (doubt_about(text) is not None) is in_doubt


def test_a_mistake_in_a_valve_is_pointed_at() -> None:
    text = '<Valve pattern="%h &quot;%r&quot; %z"/>'
    with pytest.raises(UsageError) as caught:
        given(text)

    excerpt = caught.value.excerpt
    assert excerpt is not None
    assert excerpt.text[excerpt.start : excerpt.end] == "%z"


def test_the_syntax_is_that_of_the_directives() -> None:
    found = {text: syntax_of(NCSA + text) for text in ("%s", "%>s %D", "%s %D", "%{x}s", "%{x}i")}

    assert {text: syntax and syntax.key for text, syntax in found.items()} == {
        "%s": "apache",
        "%>s %D": "apache",
        "%s %D": "tomcat",
        "%{x}s": "tomcat",
        "%{x}i": "apache",
    }
