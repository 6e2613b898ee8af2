from __future__ import annotations

import pytest

from usagestats.delivery.loopback import is_loopback


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        *(("localhost", True), ("mail.localhost", True), ("127.0.0.1", True), ("127.9.9.9", True)),
        *(("::1", True), ("10.0.0.1", False), ("0.0.0.0", False), ("::", False)),  # noqa: S104
        *(
            ("mail.example.org", False),
            ("localhost.example.org", False),
            ("127.0.0.1.nip.io", False),
        ),
        *(("notlocalhost", False), ("", False), ("2130706433", False)),
    ],
)
def test_only_this_machine_is_loopback(host: str, expected: bool) -> None:  # noqa: FBT001
    assert is_loopback(host) is expected
