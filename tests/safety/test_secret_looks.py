"""A credential that is known by its look is found, whatever its signs look like."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from usagestats.safety import secret_looks
from usagestats.safety.secret_looks import masked_by_look
from usagestats.safety.secret_values import MASK

TOKEN = "aB3dE6gH9jK2mN5pQ8sT"  # noqa: S105  (of nobody)
PARTS = st.sampled_from(
    [
        *("Bearer ", "basic ", "BASIC+", "bearer%20", "negotiate ", "NTLM ", "api-key ", "Token "),
        *("ghp_", "sk_live_", "rk_test_", "AIza", "hvs.", "SG.", "sq0csp-", "atatt3x", "ATATT3x"),
        *("eyJ", "cookie=a=b", "; c=d", "cookies=", "-----BEGIN PRIVATE KEY-----", "-----begin "),
        *("https://", ":", "@", "%40", "%2540", "%3A%2F%2F", "\\/", "ann:pw", " [", "04/May/2026:"),
        *("10:15:30 +0000]", "x - ", '"user": "ann:pw"', "remote_user=ann:pw", "username:ann:pw"),
        *(TOKEN, " ", '"', "ſ", "\u212a", "é", ".", "-", "_", "a", "1", "\n"),
    ]
)
TEXTS = st.lists(PARTS | st.text(max_size=3), max_size=12).map("".join)


def masked_by_every_look(text: str) -> str:
    for look in secret_looks._LOOKS:  # noqa: SLF001  (without their signs)
        text = look.pattern.sub(rf"\g<keep>{MASK}", text)
    return text


@given(TEXTS)
@example("ba\u017fic " + TOKEN)
@example("to\u212aen " + TOKEN)
def test_signs_change_nothing(text: str) -> None:
    assert masked_by_every_look(text) == masked_by_look(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"BEARER {TOKEN}", f"BEARER {MASK}"),
        (f"basic%2520{TOKEN}", f"basic%2520{MASK}"),
        (f"ApiKey {TOKEN}", f"ApiKey {MASK}"),
        ("x - ann:pw [", f"x - ann:{MASK} ["),
        ("ann:pw [04/May/2026:10:15:30 +0000]", f"ann:{MASK} [04/May/2026:10:15:30 +0000]"),
        ('"UserName": "ann:pw"', f'"UserName": "ann:{MASK}"'),
        ("remoteuser:ann:pw", f"remoteuser:ann:{MASK}"),
        ("-----BEGIN RSA PRIVATE KEY-----abc", f"-----BEGIN RSA PRIVATE KEY-----{MASK}"),
        *(
            (f"{first}{TOKEN}", MASK)
            for first in (
                *("gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_", "glpat-", "xoxb-"),
                *("sk_live_", "rk_live_", "sk_test_", "rk_test_", "npm_", "hvs.", "AIza"),
                *("sk-", "whsec_", "dop_v1_", "pypi-", "hf_", "shpat_", "shpca_", "shppa_"),
                *("shpss_", "dckr_pat_", "sq0atp-", "sq0csp-", "ATATT3x", "glsa_", "glc_", "xapp-"),
                *("PMAK-", "lin_api_", "figd_", "tskey-", "gsk_", "nvapi-", "rubygems_"),
                *("sntrys_", "sntryu_", "ya29.", f"SG.{TOKEN}."),
            )
        ),
        ("https://ann:pw@host", f"https://ann:{MASK}@host"),
        ("https%3A%2F%2Fann%3Apw%2540host", f"https%3A%2F%2Fann%3A{MASK}%2540host"),
        ("cookie=a=b; c=d", f"cookie={MASK}"),
        ("eyJhbGci.eyJzdWIi.c2ln", MASK),
    ],
)
def test_each_look_is_found_by_its_signs(text: str, expected: str) -> None:
    assert expected == masked_by_look(text)
