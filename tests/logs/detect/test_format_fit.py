from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.logs.detect.format_fit import FormatFit, best_fit
from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.log_format import LogFormat, NoRequestError
from usagestats.logs.readers.probe import Probe

COMBINED = '1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET / HTTP/1.1" 200 1 "-" "curl/8"'
TRAEFIK = FORMATS["traefik"].sample
IIS = "#Fields: date time cs-method cs-uri-stem sc-status\n"


@pytest.mark.parametrize("name", FORMATS)
def test_a_sample_is_recognised_as_its_own_format(name: str) -> None:
    fit = best_fit([FORMATS[name].sample])

    assert (fit.log_format.name, fit.fitting, fit.misfits) == (name, 1, [])


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ([COMBINED] * 3 + [TRAEFIK], "ncsa"),
        ([COMBINED] + [TRAEFIK] * 3, "traefik"),
        ([COMBINED, TRAEFIK], "traefik"),
        ([], "ncsa"),
        (["rubbish"], "ncsa"),
        ([IIS.strip()], "w3c"),
        ([IIS.strip(), "2026-05-06 09:00:08 GET / 200"], "w3c"),
        (["#Fields: date time x-edge-location sc-status"], "aws-cloudfront"),
        (["Method,Host,Path,TimeStamp"], "tyk-pump-csv"),
    ],
)
def test_the_particular_format_is_chosen_where_its_marks_are_usual(
    lines: list[str], name: str
) -> None:
    assert best_fit(lines).log_format.name == name


S3 = f"{'a' * 64} b [06/Feb/2019:12:14:14 +0000] - - - REST.A.B - "
LONG = {
    "quoted": COMBINED + ' "a"' * 15_000,
    "a list of upstreams": COMBINED + " 1 0.1 [a] [b] " + "a, " * 20_000,
    "upstreams of APISIX": COMBINED.replace(" 1 ", " 1 0.1 ") + " 200," * 12_000,
    "requests of S3": S3 + '" 200 - - - - - "' * 4_000,
    "agents of S3": S3 + '"GET / HTTP/1.1" 200 - - - - - "' + '" "' * 20_000,
    "ends of requests of S3": S3 + '"' + 'a HTTP/1.1" 200 - - - - - "' * 2_200,
    "ends of referers of S3": S3 + '"GET /" HTTP/1.1" 200 - - - - - "' + '" "' * 20_000,
    "brackets of Zoraxy": "[2026-05-01 07:57:03.1] [router:x] [origin:a] [client: b] [useragent: "
    + "] a b " * 9_000,
    "commas of IIS": "192.0.2.1, -" + ", a" * 20_000,
    "pairs of gorouter": FORMATS["gorouter"].sample + " a:b" * 15_000 + '"',
    "texts of gorouter": FORMATS["gorouter"].sample.split(" 200")[0]
    + ' 200 0 5 "'
    + '" "' * 20_000,
    "captures of HAProxy": "1.2.3.4:5 [06/Feb/2009:12:14:14.655] in a/b " + "0/0/0/0/0 " * 6_000,
    "escapes of gin": '[GIN] 2020/12/02 - 19:00:31 | 200 | 1s | ::1 | GET  "' + "\\a" * 30_000,
    "colons and tabs": "a:b\t" * 15_000,
    "quotation marks": '"' * 60_000,
}


@pytest.mark.parametrize("name", LONG)
def test_no_line_takes_long(name: str) -> None:
    started = perf_counter()

    best_fit([LONG[name]])

    assert perf_counter() - started < 5  # a second is far too much; minutes are what could happen


def test_where_nothing_fits_the_format_is_named_whose_time_does_not_exist() -> None:
    line = FORMATS["azure-apim"].sample.replace("10:15:30.1234567Z", "17:xx:xx.xx")

    assert best_fit([line]).log_format.name == "azure-apim"


SAMPLES = [
    line
    for known in FORMATS.values()
    for line in (
        known.sample,
        known.sample.replace("200", "-"),
        known.sample.replace("  ", " "),
        f"{known.sample} ",
    )
]


@given(
    st.lists(st.sampled_from([*SAMPLES, "", "# a comment", "no line of a gateway"]), max_size=12),
    st.sampled_from(list(FORMATS)),
    st.text(max_size=3),
    st.integers(0, 90),
)
def test_the_kernel_finds_the_lines_that_fit_as_the_careful_path_does(
    lines: list[str], name: str, text: str, place: int
) -> None:
    sample = FORMATS[name].sample
    lines += [sample[:place] + text.replace("\n", " ") + sample[place:], *[sample] * 5]
    lines = [line.replace("\r", " ") for line in lines]

    found = FormatFit.of(FORMATS[name], lines, frozenset({"", "# a comment"}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("USAGESTATS_KERNEL", "off")
        with_care = FormatFit.of(FORMATS[name], lines, frozenset({"", "# a comment"}))

    assert found == with_care


@given(st.lists(st.sampled_from([*SAMPLES, "", COMBINED]), max_size=8), st.sampled_from(SAMPLES))
def test_the_quick_tests_of_several_lines_overlook_none(lines: list[str], more: str) -> None:
    lines += [more, more.replace(" ", "  ")]
    for known in FORMATS.values():
        assert known.is_signed(lines) == any(map(known.bears_signature, lines))
        assert known.may_fit_any(Probe(lines)) or not any(reads(known, line) for line in lines)


def reads(log_format: LogFormat, line: str) -> bool:
    if log_format.for_header(line):
        return True
    try:
        log_format.check_line(line)
    except NoRequestError:
        return False
    return True
