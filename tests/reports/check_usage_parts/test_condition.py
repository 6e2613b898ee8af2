from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.errors import UsageError
from usagestats.reports.check_usage_parts.condition import Condition, Unit, condition_of

METRICS = ("requests", "hits", "data.sets")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("error_rate>5%", ("error_rate", Unit.SHARE, ">", 0.05, False)),
        (" requests  <= 10 ", ("requests", Unit.COUNT, "<=", 10.0, False)),
        ("data.sets<0.5", ("data.sets", Unit.COUNT, "<", 0.5, False)),
        ("requests<50% of previous", ("requests", Unit.COUNT, "<", 0.5, True)),
        ("p95>=0.8s", ("p95", Unit.MILLISECONDS, ">=", 800.0, False)),
        ("p50>12 ms", ("p50", Unit.MILLISECONDS, ">", 12.0, False)),
        ("p99>150%  of  previous", ("p99", Unit.MILLISECONDS, ">", 1.5, True)),
        ("age>15min", ("age", Unit.SECONDS, ">", 900.0, False)),
        ("age>2d", ("age", Unit.SECONDS, ">", 172_800.0, False)),
        ("bytes>2GB", ("bytes", Unit.BYTES, ">", 2e9, False)),
        ("404>3", ("404", Unit.COUNT, ">", 3.0, False)),
        ("5xx>1%", ("5xx", Unit.SHARE, ">", 0.01, False)),
        ("5xx>200% of previous", ("5xx", Unit.COUNT, ">", 2.0, True)),
        ("none>0", ("none", Unit.COUNT, ">", 0.0, False)),
    ],
)
def test_a_condition_is_understood(text: str, expected: tuple[object, ...]) -> None:
    found = condition_of(text, METRICS)

    assert found.text == text
    seen = (found.figure, found.unit, found.operator, found.threshold, found.is_of_previous)
    assert seen == expected


@pytest.mark.parametrize(
    ("text", "what", "carets", "hint"),
    [
        ("", "the figure is missing", "^", "write one like 'error_rate>5%' or 'requests<50% of previous'"),
        ("error_rat>5%", "no such figure: error_rat", "^^^^^^^^^", "did you mean 'error_rate'?"),
        ("xyz>5", "no such figure: xyz", "^^^", "choose from requests, hits, data.sets, error_rate, p50, p90, p95, p99, bytes, age, or a status such as 404 or 5xx"),
        ("requests=5", "the comparison is missing", "        ^", "write one of > >= < <="),
        ("requests>", "the number is missing", "         ^", "write one like 'error_rate>5%' or 'requests<50% of previous'"),
        ("error_rate>5", "error_rate needs a unit", "            ^", "write one like error_rate>5%"),
        ("p95>8 min", "min is no unit of p95", "      ^^^", "write one like p95>5ms or p95>5s"),
        ("requests<5%", "% is no unit of requests", "          ^", "write one like requests<5"),
        ("requests<5% of prev", "this cannot be understood", "            ^^^^^^^", "only 'of previous' can follow a percentage"),
        ("requests<5 of previous", "a part of the previous value is in %", "           ^", "write 50% of previous"),
        ("age>5% of previous", "an age has no previous value", "     ^^^^^^^^^^^^^", "write age>15min"),
        ("p95>8msx", "msx is no unit of p95", "     ^^^", "write one like p95>5ms or p95>5s"),
    ],
)  # fmt: skip
def test_a_caret_shows_the_place_of_a_mistake(text: str, what: str, carets: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        condition_of(text, METRICS)

    assert str(caught.value).split("\n") == [
        f"usagestats: --fail-on: {what}",
        f"  {text}",
        f"  {carets}",
        f"  help: {hint}",
    ]


def outcome(text: str) -> Condition | UsageError:
    try:
        return condition_of(text, METRICS)
    except UsageError as error:
        return error


@given(st.text(max_size=12) | st.text("requests<>=5% of previous", max_size=24))
def test_any_text_is_understood_or_refused_with_a_caret(text: str) -> None:
    found = outcome(text)

    if isinstance(found, Condition):
        assert found.text == text
    else:
        assert found.excerpt
        assert (found.excerpt.text, found.excerpt.start <= len(text)) == (text, True)


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        (">", [False, False, True]),
        (">=", [False, True, True]),
        ("<", [True, False, False]),
        ("<=", [True, True, False]),
    ],
)
def test_a_value_is_compared(operator: str, expected: list[bool]) -> None:
    condition = Condition("", "hits", Unit.COUNT, operator, 2.0)

    assert [condition.fails(value, 2.0) for value in (1.0, 2.0, 3.0)] == expected
