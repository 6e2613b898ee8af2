"""Credentials that are known by their look: schemes of headers, tokens, passwords in addresses.

A text that has none of the signs of a look is not searched for it: most lines have no such
credential, and thirteen searches of a line take longer than all else that is done to mask it.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from usagestats.late_pattern import late_pattern
from usagestats.safety.secret_values import MASK


class _Look(NamedTuple):
    """A look of credentials.

    Args:
        signs: Texts in small letters, of which each text with such a credential has one.
        pattern: Finds the credential, behind the group `keep`.
        part: Is in each text that `pattern` is in, and found sooner; `None`: none is known.
    """

    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    part: re.Pattern[str] | None = None


# the parts of https://user:password@host
_COLON = "(?::|%(?:25)*+3A)"
_SLASHES = r"(?:\\*+/|%(?:25)*+2F){2}"
_AT = "(?:@|%(?:25)*+40)"
_OF_USER = r"(?!%(?:25)*+(?:2[36F]|3F))[^\s/\"&?#]"
_BEFORE_BRACKET: Final = late_pattern(r":[^\s\[]++ \[")
_LOOKS: Final = (
    _Look(
        ("bearer", "basic"),
        late_pattern(r"(?P<keep>\b(?:bearer|basic)\s+)[\w+/.~=-]{6,}", re.IGNORECASE),
    ),
    # the same in a query, where a blank is + or %20; `q=basic+training` is none
    _Look(
        ("bearer", "basic"),
        late_pattern(
            r"(?P<keep>\b(?i:bearer|basic)(?:\+|%(?:25)*20)++)"
            r"(?=[\w+/.~=%-]*?(?:[0-9]|[a-z][A-Z]))[\w+/.~=%-]{6,}"
        ),
    ),
    # schemes of a header without its name
    _Look(
        ("negotiate", "ntlm", "apikey", "api-key", "token"),
        late_pattern(
            r"(?P<keep>\b(?:negotiate|ntlm|api-?key|token)\s+)(?=[\w+/.~-]*[0-9])[\w+/.~=-]{12,}",
            re.IGNORECASE,
        ),
    ),
    # user:password as the remote user: the third word, or before a time in brackets where it is no
    # address with a port
    _Look(
        (" [",),
        late_pattern(r"(?P<keep>^\S++ \S++ [^\s:\[\"]++:)[^\s\[]++(?= \[)"),
        _BEFORE_BRACKET,
    ),
    _Look(
        (" [",),
        late_pattern(
            r"(?P<keep>(?:^|(?<=\s))(?!(?:-|unix):|[\w.-]++:[0-9]{1,5} \[|[0-9A-Fa-f:.]++ \[)"
            r"[^\s:\[\"@/]++:)[^\s\[]++"
            r"(?= \[\d{1,2}/[A-Z][a-z]{2}/\d{4}:)"
        ),
        _BEFORE_BRACKET,
    ),
    # the same in JSON, and in pairs of names and values
    _Look(
        ("user",),
        late_pattern(
            r"(?P<keep>\"[\w.-]{0,40}?user(?:_?(?:name|id))?\"\s*:\s*\"[^\":\\]++:)[^\"]++",
            re.IGNORECASE,
        ),
    ),
    _Look(
        ("user:", "user=", "name:", "name="),
        late_pattern(
            r"(?P<keep>(?:^|\s)(?:remote_?)?user(?:_?name)?[:=][^\s:=\"]++:)[^\s\"]++",
            re.IGNORECASE,
        ),
    ),
    _Look(
        ("-----begin",),
        late_pattern(
            r"(?P<keep>-----BEGIN(?: |%20|\+)(?:[A-Z]++(?: |%20|\+))??PRIVATE(?: |%20|\+)KEY-----)"
            r"(?:(?!-----).)++",
            re.DOTALL | re.IGNORECASE,
        ),
    ),
    # tokens whose first letters name the service that gave them
    _Look(
        (
            *("gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_", "glpat-", "xox"),
            *("k_live_", "k_test_", "npm_", "hvs.", "aiza"),
        ),
        late_pattern(
            r"(?P<keep>)\b(?:gh[oprsu]_|github_pat_|glpat-|xox[abeoprs]-|[rs]k_(?:live|test)_|npm_"
            r"|hvs\.|AIza)[\w-]{16,}"
        ),
    ),
    _Look(
        (
            *("sk-", "whsec_", "dop_v1_", "pypi-", "hf_", "shpat_", "shpca_", "shppa_", "shpss_"),
            *("dckr_pat_", "sq0atp-", "sq0csp-", "atatt3x", "glsa_", "glc_", "xapp-", "pmak-"),
            *("lin_api_", "figd_", "tskey-", "gsk_", "nvapi-", "rubygems_", "sntrys_", "sntryu_"),
            *("ya29.", "sg."),
        ),
        late_pattern(
            r"(?P<keep>)\b(?:sk-|whsec_|dop_v1_|pypi-|hf_|shp(?:at|ca|pa|ss)_|dckr_pat_"
            r"|sq0(?:atp|csp)-|ATATT3x|gl(?:sa|c)_|xapp-|PMAK-|lin_api_|figd_|tskey-|gsk_|nvapi-"
            r"|rubygems_|sntry[su]_|ya29\.|SG\.[\w-]{16,}+\.)(?=[\w-]*[0-9])[\w-]{16,}"
        ),
    ),
    # https://user:password@host, perhaps percent-encoded, or with the slashes of JSON
    _Look(
        ("@", "%40", "2540"),
        late_pattern(
            rf"(?P<keep>{_COLON}{_SLASHES}(?:(?:(?!{_COLON}){_OF_USER})*+{_COLON})?)"
            rf"(?:{_OF_USER})+(?={_AT})",
            re.IGNORECASE,
        ),
    ),
    _Look(
        ("cookie",),
        late_pattern(r"(?P<keep>\bcookies?=)[^\s;&\"]++(?:;\s?[^\s;&\"=]++=[^\s;&\"]*+)++"),
    ),
    # a JSON web token
    _Look(("eyj",), late_pattern(r"(?P<keep>)\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?")),
)


_FOLDED: Final = "\u0130\u0131\u017f\u212a"
"""Letters that stand for the i, s and k of a sign where capitals and small letters are equal."""
_SIGNS: Final = tuple(dict.fromkeys(sign for look in _LOOKS for sign in look.signs))


def masked_by_look(text: str) -> str:
    """Return a text without the credentials that are known by their look."""
    small = text.lower()
    is_known = text.isascii() or not any(letter in text for letter in _FOLDED)
    signs = {sign for sign in _SIGNS if sign in small}
    if is_known and not signs:
        return text
    for look in _LOOKS:
        if is_known and signs.isdisjoint(look.signs):
            continue
        if look.part is None or look.part.search(text):
            text = look.pattern.sub(rf"\g<keep>{MASK}", text)
    return text
