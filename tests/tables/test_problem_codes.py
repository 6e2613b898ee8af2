from __future__ import annotations

import pytest

from usagestats.tables.problem_codes import CODES, possible_codes

ALWAYS = ("malformed_request", "limits_exceeded", "upstream_failed")


@pytest.mark.parametrize(
    ("has_catalog", "has_registry", "missing"),
    [
        (True, True, set()),
        (True, False, {"unknown_application"}),
        (False, True, {"unknown_host", "missing_credential", "no_mapping_rule"}),
        (False, False, set(CODES) - set(ALWAYS)),
    ],
)
def test_some_codes_need_products_and_one_needs_applications(
    has_catalog: bool,  # noqa: FBT001
    has_registry: bool,  # noqa: FBT001
    missing: set[str],
) -> None:
    actual = possible_codes(has_catalog=has_catalog, has_registry=has_registry)

    assert actual == tuple(code for code in CODES if code not in missing)
