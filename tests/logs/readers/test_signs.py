"""The signs of a format: of its requests alone, or of records of other kinds, too."""

from __future__ import annotations

from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.signs import signs_of


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
