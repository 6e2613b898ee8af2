from __future__ import annotations

import pytest

from usagestats.logs.detect.likeness import likeness, missing_in


@pytest.mark.parametrize(
    ("line", "kind", "reason"),
    [
        ('{"when":"2026-05-04T10:00:00Z","status":200}', "JSON", "no time under a name"),
        ('{"time":"2026-05-04T10:00:00Z","code":1}', "JSON", "no status under a name"),
        ('{"time":"31 June","status":200}', "JSON", "the time does not exist"),
        ('{"time":', "broken JSON", "is broken"),
        (
            '{"date":"2026-05-04","cs-method":"GET","cs-uri-stem":"/","sc-status":"200"}',
            "CloudFront",
            "has no time in this record, only a date",
        ),
        ("time:x\tstatus:200", "LTSV", "no label req or request or method or uri"),
        ("2026-05-04 10:15:30 10.0.0.9 GET /a 200", "W3C", "no #Fields line"),
        ("2026-05-04\t10:15:30\tGET\t/a\t200\t5", "W3C", "no #Fields line"),
        ('1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET / HTTP/1.1"', "NCSA", "no status and size"),
    ],
)
def test_lines_look_like_a_kind_of_log(line: str, kind: str, reason: str) -> None:
    found = likeness([line])

    assert found is not None
    assert found.kind == kind
    assert reason in found.reason


@pytest.mark.parametrize("lines", [[], ["Dear diary,"], ['{"a":1}', "x", "y"]])
def test_others_look_like_nothing(lines: list[str]) -> None:
    assert likeness(lines) is None


def test_names_whose_values_show_their_meaning_are_put_into_the_key_map() -> None:
    line = '{"a":"2026-05-04T10:00:00Z","b":{"c":"GET /x HTTP/1.1"},"d":404,"e":"x"}'
    found = likeness([line])

    assert found is not None
    assert found.remedy == (
        "its names are: a, b.c, d, e",
        """say which of them hold what: --log-format 'json:{"time":"a","request":"b.c","status":"d"}'""",
    )


def test_names_that_are_not_shown_are_counted() -> None:
    names = ", ".join(f'"k{number}":"x"' for number in range(23))
    found = likeness(
        [f'{{"taken":{{"at":"2026-05-04T13:00:00Z"}},{names},"at":"2026-05-04T10:00:00Z"}}']
    )

    assert found is not None
    assert found.remedy[0].endswith("k17, k18 and 5 more")
    assert '{"time":"at",' in found.remedy[1]


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("Dear diary", "no time and no HTTP method"),
        ("10:00 Dear diary", "no HTTP method"),
        ("GET /", "no time"),
        ("10:00 GET /", "parts in no known order"),
    ],
)
def test_the_reason_is_true_of_the_line(line: str, missing: str) -> None:
    assert missing_in(line) == missing
