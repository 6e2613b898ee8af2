"""How many examples Hypothesis makes up, and from which seeds.

`--hypothesis-profile=NAME` chooses one; `make quick`, `make test`, `make mutation` and `make fuzz`
have one each. The seeds of all but `fuzz` are the same in every run, so that no run fails by
chance. A test with `@given` inside it bears the mark `hypothesis`, by which `make fuzz` finds it.
"""

from __future__ import annotations

from typing import Final

from hypothesis import Phase, settings

_USUAL: Final = 100
"""The number of examples of a test that names none, in `make test`."""

# how long an example takes depends on what else the machine does: timings belong into bench/
settings.register_profile("test", deadline=None, derandomize=True, max_examples=_USUAL)
settings.register_profile("quick", settings.get_profile("test"), max_examples=_USUAL // 10)
settings.register_profile(  # a mistake is seen when one example fails, the smallest or not
    "mutation", settings.get_profile("quick"), phases=(Phase.explicit, Phase.generate)
)
settings.register_profile(
    "fuzz", deadline=None, derandomize=False, max_examples=_USUAL * 5, print_blob=True
)
settings.load_profile("test")


def examples(in_make_test: int) -> int:
    """Return the number of examples, in proportion to those of the profile."""
    return max(1, in_make_test * settings().max_examples // _USUAL)
