"""The names of parameters, headers and JSON keys whose values are credentials.

A name is taken apart into words: `X-Api-Key`, `apiKey` and `api%5Fkey` are `api` and `key`. Where a
word shows a credential, the words beside it may still show that the value is something else:
`sort_key`, `token_count` and `status_code` are no credentials. A name in doubt is one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from usagestats.late_pattern import late_pattern

_LONGEST = 200
_MOST_ENCODINGS: Final = 6
_UNICODE: Final = late_pattern("%u([0-9A-Fa-f]{4})")
_WORD = late_pattern("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LOWER_WORD = late_pattern("[a-z]+")


def words_of(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(text.split())


# within a word, such as `usertoken`
_STEMS: Final = late_pattern(
    "token|secret|passw|passphrase|passcode|passkey|pwd|credential|signature|jwt|cookie|sessid"
    "|sessionid|authorization|authcode|authkey|csrf|xsrf|connectionstring|samlresponse|samlart"
    "|(?:user|app|api|provider|consumer|access|service|secret|private|auth|master|subscription"
    "|licen[cs]e|client|account|dev|developer|encryption|session|ssh|functions?|host|shared"
    "|signing|storage|webhook|sess|admin|partner|merchant|security|server|login|activation)keys?(?!w)"
    "|kennwort|senha|contrasena|motdepasse|wachtwoord|parola|haslo|heslo|salasana"
    "|aspxauth|aspnetcore|wordpress"
    "|^(?:user|db|http|admin|login|smtp|ftp)pass$"
)
_NO_STEMS: Final = late_pattern("secretar|tokeni[sz]")
_WORDS: Final = words_of(
    "pass pw psw pin otp totp hotp hmac sid sig sess session bearer cred creds psk cvv cvc jws jwe"
    " saml assertion verifier sas mfa tfa sigv apisig pincode mnemonic remember rememberme"
)
# names in other languages whose letters are no words of the above
_FOREIGN: Final = late_pattern(
    "пароль|密码|密碼|パスワード|비밀번호|κωδικ|contraseña|hasło|lösenord|şifre"
    "|mot[ _-]?de[ _-]?passe"
)
# the whole name
_LONE: Final = frozenset({"ak", "sk", "pat", "sign", "fa", "pem"})
# the last word of a name whose value may be a credential or something else
_AMBIGUOUS: Final = words_of(
    "ticket license licence nonce serial state challenge hash digest mac checksum invite invitation"
    " reset activation verify verification confirm confirmation magic unsubscribe share tok tk salt"
    " seed execution viewstate refresh proof tgt pgt clearance"
)
# the same as the whole name: a time such as 2026-05-04T04:26 is no name
_SHORT_AMBIGUOUS: Final = frozenset({"t", "k", "h", "s", "lt", "st"})
_AUTH: Final = frozenset({"auth", "oauth", "xauth", "authn", "authentication", "basicauth"})
_AFTER_AUTH: Final = words_of(
    "user users username userid id ids client server group groups role roles tenant org account"
    " latency service backend module plugin zone subject sub issuer iss aud"
)
_NO_KEYS: Final = words_of(
    "sort sorting primary foreign partition cache order group row col column object item public"
    " idempotency hot natural surrogate unique composite index hash range message routing event"
    " record config setting translation lang label dict s3 file blob filter field"
    " property param meta tag attribute shard topic queue dedup lookup business entity"
    " cursor page facet metric series locale arrow enter shift tab any parent child join lock"
    " issue document node"
)
_AFTER_KEY: Final = words_of("word words board frame press stroke code")
_KEYS: Final = words_of("user app api consumer access secret private auth master ssh")
_CODES: Final = words_of(
    "auth authorization oauth verification verify confirm confirmation device user access security"
    " reset invite invitation activation login otp totp mfa fa sms onetime time pass pin secret"
    " recovery backup exchange grant"
)
# the end of a name that says something about a credential
_ENDS: Final = late_pattern(
    "(?:counts?|types?|length|duration|timestamp|expires|expiry|expired|status|method|version"
    "|algorithm|format|endpoint|policy|limit|names?)$"
    "|^(?:counter|total|len|size|bytes|times?|seconds|ms|date|expiration|at|in|ttl|age|valid|alg"
    "|validity|remaining|quota|usage|cost|errors?|required|present|missing|enabled|disabled"
    "|source|scheme|realm|scopes?|reason|result|position|mode|rate|ratio|percent|consent|banner"
    "|domain|headers|level|provider)$"
)
_COUNTED: Final = late_pattern(
    "(?:max|min|new|prompt|completion|total|input|output|cached|reasoning|num|used|audio|text)"
    "tokens$"
)


def is_secret_name(name: str) -> bool:
    """Return whether the value of a parameter, header or key of this name is a credential."""
    return _is_secret(name[-_LONGEST:])


def is_code(name: str) -> bool:
    """Return whether a name is `code`: of an authorization code, or of something harmless."""
    return name.casefold().strip("_-.0123456789") == "code"


def is_ambiguous(name: str) -> bool:
    """Return whether a value of this name, such as `ticket`, is a credential only by its form."""
    return _is_ambiguous(name[-_LONGEST:])


@lru_cache(maxsize=4096)
def _is_ambiguous(name: str) -> bool:
    plain = name.casefold()
    words = _LOWER_WORD.findall(plain)
    return plain in _SHORT_AMBIGUOUS or (bool(words) and words[-1] in _AMBIGUOUS)


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    plain = _decoded(name)
    parts = _LOWER_WORD.findall(plain.casefold())
    words = [word.lower() for word in _WORD.findall(plain)]
    if _FOREIGN.search(plain.casefold()):
        return True
    return _has_secret_word(words) or (words != parts and _has_secret_word(parts))


def _decoded(name: str) -> str:
    """Return a name without its escapes; it may be encoded several times."""
    if "&#" in name:
        from html import unescape  # noqa: PLC0415  (seldom needed)

        name = unescape(name)
    for _ in range(_MOST_ENCODINGS):
        decoded = unquote(_UNICODE.sub(lambda found: chr(int(found[1], 16)), name))
        if decoded == name:
            break
        name = decoded
    return name


def _has_secret_word(words: list[str]) -> bool:
    if not words or _ENDS.search(words[-1]) or _COUNTED.search("".join(words)):
        return False
    if len(words) == 1 and words[0] in _LONE:
        return True
    around = zip(["", *words], words, [*words[1:], ""], strict=False)
    return any(_is_secret_word(before, word, after) for before, word, after in around)


def _is_secret_word(before: str, word: str, after: str) -> bool:
    if word == "key":
        return before not in _NO_KEYS and after not in _AFTER_KEY
    if word == "keys":
        return before in _KEYS
    if word in {"code", "codes"}:
        return before in _CODES
    if word in _AUTH:
        return after not in _AFTER_AUTH
    if word in _WORDS:
        return True
    return _STEMS.search(word) is not None and _NO_STEMS.search(word) is None
