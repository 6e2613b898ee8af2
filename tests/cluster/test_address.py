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
        ("spark", ClusterAddress("spark", Kind.SPARK)),
        ("spark:yarn", ClusterAddress("spark:yarn", Kind.SPARK, 0, "yarn")),
        ("spark:local[2,4]", ClusterAddress("spark:local[2,4]", Kind.SPARK, 0, "local[2,4]")),
        ("spark:k8s://https://a:443", ClusterAddress("spark:k8s://https://a:443", Kind.SPARK, 0, "k8s://https://a:443")),
        ("spark://a:7077,b:7077", ClusterAddress("spark://a:7077,b:7077", Kind.SPARK, 0, "spark://a:7077,b:7077")),
        ("sc://a", ClusterAddress("sc://a", Kind.SPARK, 0, "sc://a")),
        ("sc://a:443/;token=t;use_ssl=true", ClusterAddress("sc://a:443", Kind.SPARK, 0, "sc://a:443/;token=t;use_ssl=true")),
    ],
)  # fmt: skip
def test_an_address_names_a_cluster(text: str, expected: ClusterAddress) -> None:
    assert ClusterAddress.of(text) == expected


@pytest.mark.parametrize(
    "text", ["", "local", "local:0", "local:two", "local:99999", "tcp://host", "http://host:80",
             "host:8786", "spark:", "spark:mesos", "spark://a", "sc://", "yarn",
             "tcp://a b:1", "k8s"]
)  # fmt: skip
def test_anything_else_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(UsageError, match="not the address of a cluster") as error:
        ClusterAddress.of(text)
    assert error.value.where == "--cluster"
    assert "local:N" in str(error.value.hint)
