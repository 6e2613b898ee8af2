"""Errors of the library are told by their reasons, and by nothing that may be a credential."""

from __future__ import annotations

import pytest

from usagestats.errors import InputError
from usagestats.object_storage.failures import failures_as_errors


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "at https://h/?sig=SECRET - status code: 403 Forbidden: <Code>AccessDenied</Code>",
            "access is denied (403 Forbidden, AccessDenied)",
        ),
        ("status code: 301 Moved Permanently: SECRET", "another region (301 Moved Permanently)"),
        ("Generic S3 error: http://169.254.169.254/latest SECRET", "no credentials were found"),
        ("MissingAccount: Account must be specified", "no account is named"),
        ("HTTP error: error sending request SECRET", "the server cannot be reached"),
        ("operation timed out SECRET", "the server does not answer in time"),
        (
            "status code: 500 Internal Server Error: SECRET",
            "the server answered (500 Internal Server Error)",
        ),
        ("anything with a SECRET", "the request failed"),
    ],
)
def test_a_reason_is_shown(text: str, what: str) -> None:
    with (
        pytest.raises(InputError) as raised,
        failures_as_errors("https://u:SECRET@h/a?sig=SECRET", (OSError,)),
    ):
        raise OSError(text)
    assert raised.value.what == f"cannot be read: {what}"
    assert raised.value.where == "https://h/a"
    assert "SECRET" not in str(raised.value)
    assert raised.value.__cause__ is None
