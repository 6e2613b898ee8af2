from __future__ import annotations

import pytest

from usagestats.cluster.address import ClusterAddress, Kind
from usagestats.errors import UsageError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("local:2", ClusterAddress("local:2", Kind.LOCAL, 2)),
        ("tcp://10.0.0.1:8786", ClusterAddress("tcp://10.0.0.1:8786", Kind.DASK, 0, "tcp://10.0.0.1:8786")),
        ("tls://[::1]:8786", ClusterAddress("tls://[::1]:8786", Kind.DASK, 0, "tls://[::1]:8786")),
    ],
)  # fmt: skip
def test_an_address_names_a_cluster(text: str, expected: ClusterAddress) -> None:
    assert ClusterAddress.of(text) == expected


@pytest.mark.parametrize(
    "text", ["", "local", "local:0", "local:two", "local:99999", "tcp://host", "http://host:80",
             "host:8786", "spark:yarn", "tcp://a b:1", "k8s"]
)  # fmt: skip
def test_anything_else_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(UsageError, match="not the address of a cluster") as error:
        ClusterAddress.of(text)
    assert error.value.where == "--cluster"
    assert "local:N" in str(error.value.hint)
