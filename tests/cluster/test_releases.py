from __future__ import annotations

import sys

import pytest

from usagestats import __version__
from usagestats.cluster.releases import refuse_other_releases, releases_here
from usagestats.errors import ClusterError

HERE = {"Python": "3.11", "usagestats": "1.2", "polars": "2.1"}


def test_the_releases_of_this_process_are_known() -> None:
    here = releases_here()

    assert here["Python"] == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert here["usagestats"] == __version__
    assert here["polars"].count(".") >= 1


def test_equal_releases_pass() -> None:
    refuse_other_releases("tcp://a:1", HERE, {"w1": dict(HERE), "w2": dict(HERE)})


def test_one_message_names_both_releases_and_the_way_out() -> None:
    there = {
        "w1": HERE | {"usagestats": "1.1"},
        "w2": HERE | {"usagestats": "1.1"},
        "w3": HERE | {"polars": "none", "Python": "3.12"},
        "w4": dict(HERE),
    }
    with pytest.raises(ClusterError) as error:
        refuse_other_releases("tcp://a:1", HERE, there)

    assert str(error.value) == (
        "usagestats: tcp://a:1: client and workers do not run the same program: usagestats 1.2"
        " here, 1.1 on w1 and 1 more; Python 3.11 here, 3.12 on w3; polars 2.1 here, none on w3\n"
        "  help: install the same on all workers: pip install 'usagestats-cli==1.2' 'polars==2.1'"
    )
    assert error.value.exit_code == 1
