from __future__ import annotations

import pytest

from usagestats.cli.runs.client_runs import refuse_beside_by, refuse_without_by
from usagestats.errors import UsageError


def test_clients_that_are_ranked_come_from_logs() -> None:
    refuse_without_by(None, is_dense=False)
    with pytest.raises(UsageError, match="a store keeps no addresses"):
        refuse_without_by("kept", is_dense=False)
    with pytest.raises(UsageError, match="goes only with --by"):
        refuse_without_by(None, is_dense=True)


def test_clients_that_are_counted_are_not_shown() -> None:
    refuse_beside_by({"--all": False, "--show-addresses": False})
    with pytest.raises(UsageError, match="cannot be combined with --by"):
        refuse_beside_by({"--all": True, "--show-addresses": False})
