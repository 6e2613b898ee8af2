"""The list of wrappers: each recognises its own sample."""

from __future__ import annotations

import pickle

import pytest

from usagestats.logs.wrappers.known import WRAPPERS
from usagestats.logs.wrappers.wrapper import Wrapper, texts

CADDY = (
    '{"ts":"2026/05/04 10:15:30.123","logger":"http.log.access",'
    '"request":{"method":"GET","uri":"/v1/items"},"status":200}'
)


@pytest.mark.parametrize("wrapper", WRAPPERS, ids=lambda wrapper: wrapper.name)
def test_a_wrapper_takes_itself_off_its_sample(wrapper: Wrapper) -> None:
    assert wrapper.matches(wrapper.sample)
    assert not wrapper.matches("LINE")
    inner, other = wrapper.unwrap(texts([wrapper.sample, "LINE"])).text
    assert inner in {"LINE", '{"log":"LINE"}', CADDY}
    assert other == "LINE"


@pytest.mark.parametrize("wrapper", WRAPPERS, ids=lambda wrapper: wrapper.name)
def test_of_several_that_match_a_sample_its_own_is_the_first(wrapper: Wrapper) -> None:
    assert next(one for one in WRAPPERS if one.matches(wrapper.sample)) == wrapper


def test_wrappers_go_to_other_processes_and_have_different_names() -> None:
    assert pickle.loads(pickle.dumps(WRAPPERS)) == WRAPPERS  # noqa: S301  (our own)
    assert len({wrapper.name for wrapper in WRAPPERS}) == len(WRAPPERS)
