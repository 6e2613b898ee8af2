"""Errors of the library → one error that names the object, and never a credential.

The texts of the library hold URLs with signatures, and answers of servers. So nothing of them is
shown but what is known: the status, the code of S3, and a few reasons.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from usagestats.errors import InputError
from usagestats.late_pattern import late_pattern
from usagestats.object_storage.urls import WEB, shown_url
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

UNKNOWN: Final = "the request failed"
_STATUS: Final = late_pattern(r"status code: (?P<status>[1-5][0-9]{2} [A-Z][A-Za-z -]{0,40}):")
_CODE: Final = late_pattern(r"<Code>(?P<code>[A-Za-z]{1,60})</Code>")
_CREDENTIALS: Final = (
    "credentials come from the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,\n"
    "GOOGLE_APPLICATION_CREDENTIALS, AZURE_STORAGE_ACCOUNT_KEY) or from the role of the machine;\n"
    'those of a profile of AWS: eval "$(aws configure export-credentials --format env)"'
)
_ODD_KEY: Final = late_pattern(r"(?:invalid|parse|parsing) [Pp]ath:?.*?\"(?P<key>[^\"\n]*)\"")
_ODD: Final = (
    "keys with an empty part (a//b), with a part . or .., or with a control character cannot be"
    " read;\nname the objects or prefixes beside it"
)
_REGION: Final = "set the region: AWS_REGION, or region in [storage] of the catalog"
_ENDPOINT: Final = "is the endpoint right: AWS_ENDPOINT_URL, or endpoint in [storage]?"
_REASONS: Final = (
    (("NoSuchBucket",), "there is no such bucket", _ENDPOINT),
    (("401 ", "403 ", "PermissionDenied", "Unauthenticated"), "access is denied", _CREDENTIALS),
    (("301 ", "PermanentRedirect", "AuthorizationHeaderMalformed"), "another region", _REGION),
    (
        ("169.254.169.254", "169.254.170", "redential", "metadata.google", "access_token"),
        "no credentials were found",
        _CREDENTIALS,
    ),
    (
        ("Account must be specified",),
        "no account is named",
        "set AZURE_STORAGE_ACCOUNT_NAME, or account in [storage] of the catalog",
    ),
    (("Connect", "dns error", "error sending request"), "the server cannot be reached", _ENDPOINT),
    (("timed out", "Timeout"), "the server does not answer in time", None),
)


@contextmanager
def failures_as_errors(
    url: str, faults: tuple[type[Exception], ...], what: str = "cannot be read"
) -> Iterator[None]:
    """Turn the errors of the library into an `InputError` that names a URL.

    Args:
        url: The URL.
        faults: The classes of the errors.
        what: The thing that cannot be done.
    """
    try:
        yield
    except faults as error:
        reason, hint = reason_of(error)
        if url.startswith(WEB):  # all that a server needs stands in such a URL
            hint = None
        # the texts of the error may hold credentials, so that it is not the cause of ours
        raise InputError(f"{what}: {reason}", where=shown_url(url), hint=hint) from None


def reason_of(error: BaseException) -> tuple[str, str | None]:
    """Return the reason of an error of the library, and a hint."""
    text = str(error)
    if odd := _ODD_KEY.search(text):
        return f"an object has an odd key: {visible(odd['key'])}", _ODD
    status, code = _STATUS.search(text), _CODE.search(text)
    parts = [found[1] for found in (status, code) if found]
    answer = f" ({', '.join(parts)})" if parts else ""
    for signs, reason, hint in _REASONS:
        if any(sign in text for sign in signs):
            return reason + answer, hint
    if isinstance(error, FileNotFoundError):
        return "there is no such object", None
    return f"the server answered{answer}" if answer else UNKNOWN, None
