"""The signs of a format: of its requests alone, or of records of other kinds, too."""

from __future__ import annotations

from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.kernel.pattern_steps import steps_of
from usagestats.logs.readers.signs import signs_of, signs_of_beginnings, signs_of_ignored
from usagestats.logs.wrappers.known import LINE_WRAPPERS


def test_records_of_other_kinds_lack_signs_of_requests() -> None:
    caddy, heroku = FORMATS["caddy-json"], FORMATS["heroku-router"]

    assert ('"status"',) in signs_of(caddy, has_others=False).texts
    assert ('"status"',) not in signs_of(caddy, has_others=True).texts
    assert signs_of(heroku, has_others=False).patterns
    assert not signs_of(heroku, has_others=True).patterns


def test_a_line_of_the_family_needs_a_signature_to_be_of_a_variant() -> None:
    traefik = FORMATS["traefik"]

    assert (
        signs_of(traefik, has_others=True).patterns != signs_of(traefik, has_others=False).patterns
    )
    assert [
        name for name, one in FORMATS.items() if not signs_of(one, has_others=True).is_quick
    ] == [
        *("ingress-nginx", "apisix", "traefik", "haproxy-clf", "aws-cloudfront", "w3c"),
        "tyk-pump-csv",
    ]


def test_the_kernel_knows_all_lines_that_are_ignored_or_wrapped() -> None:
    wrapped = signs_of_beginnings(one.begins for one in LINE_WRAPPERS)

    assert all(steps_of(one, ()) for one in (*signs_of_ignored().patterns, *wrapped.patterns))
    assert all(
        any(one.fullmatch(line) for one in signs_of_ignored().patterns)
        for line in ("", " \t", " # note", "2026/05/04 10:15:30 [error] 7#7: no live upstreams")
    )
    for wrapper in LINE_WRAPPERS:
        assert any(one.fullmatch(wrapper.sample) for one in wrapped.patterns)


def test_the_beginnings_of_patterns_suffice_where_a_reader_decides() -> None:
    assert signs_of(FORMATS["aws-alb"], has_others=False).are_cut
    assert not signs_of(FORMATS["aws-alb"], has_others=True).are_cut
    assert not signs_of(FORMATS["traefik"], has_others=False).are_cut
