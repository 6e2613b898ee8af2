from __future__ import annotations

from tests.lowest import constraints, required


def test_the_lower_bound_becomes_the_version() -> None:
    given = ["a>=1.2; python_version < '3.14'", "b-c>=0.29,<0.30"]

    assert constraints(given) == ['a==1.2; python_version < "3.14"', "b-c==0.29"]


def test_all_that_the_program_uses_has_a_lower_bound() -> None:
    assert len(constraints(required())) == len(required())
