from __future__ import annotations

import pytest

from usagestats.errors import UsageError
from usagestats.ingest.portal_file import Value, is_ranking, values_of

RANKING = b"Application Name,Application ID,Plan Name,Plan ID,Account Name,Account ID,Total\nWeb,7,B,1,A,9,5\n"


def read(text: str) -> list[Value]:
    return values_of(text.encode(), "data.csv")


def test_the_api_writes_a_row_per_metric_and_time() -> None:
    text = "Metric System Name,Metric Name,Date,Value\nhits,Hits,2025-03-01 00:00:00 UTC,5\n"

    assert read(text) == [Value(2, 5, "hits", "2025-03-01 00:00:00 UTC")]


def test_the_page_writes_a_column_per_metric() -> None:
    text = '\ufeffdatetime,Hits,"a, b"\r\n01 Mar 2025 00:00:00 UTC,5,\r\n\r\n02 Mar 2025 00:00:00 UTC,6,7\r\n'

    assert read(text) == [
        Value(2, 5, "Hits", "01 Mar 2025 00:00:00 UTC"),
        Value(4, 6, "Hits", "02 Mar 2025 00:00:00 UTC"),
        Value(4, 7, "a, b", "02 Mar 2025 00:00:00 UTC"),
    ]


def test_a_ranking_has_the_id_of_each_application() -> None:
    assert values_of(RANKING, "data.csv") == [Value(2, 5, application="7")]
    assert is_ranking(RANKING)
    assert not is_ranking(b"metric,date,usage\n")
    assert not is_ranking("datetime,Größe\n".encode("cp1252"))


def test_a_tidy_file_may_have_any_order_of_columns_and_semicolons() -> None:
    text = "usage;App;period_start;period_end;metric;product;backend;partial\n5.0;Web;a;b;hits;p;x;false\n"

    assert read(text) == [Value(2, 5, "hits", "a", "b", "Web", "p", "x")]


def test_an_id_is_taken_before_a_name_and_unknown_usage_is_left_out() -> None:
    text = "metric,date,usage,application_id,application\nhits,d,5,7,Web\nhits,d,6,,Web\nhits,d,,7,Web\n"

    assert [(one.application, one.usage) for one in read(text)] == [("7", 5), ("Web", 6)]


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("", "data.csv:1", "no column for metric and start and usage"),
        ("a,b\n", "data.csv:1", "the column 'a' is unknown"),
        ("metric,date,value,usage\n", "data.csv:1", "the column 'usage' is there twice"),
        ("metric,date\n", "data.csv:1", "no column for usage"),
        ("metric,date,usage\nhits,d\n", "data.csv:2", "2 cells, but the header has 3"),
        ("metric,date,usage\nhits,d,-5\n", "data.csv:2", "the usage is no whole number"),
        ("metric,date,usage\nhits,d,5.5\n", "data.csv:2", "the usage is no whole number"),
        (f"metric,date,usage\nhits,d,{2**63}\n", "data.csv:2", "the usage is no whole number"),
        ("datetime,Hits,Hits\n", "data.csv:1", "the column 'Hits' is there twice"),
        ("datetime,\n", "data.csv:1", "a column has no name"),
        ('metric,date,usage\n"hits"x,d,5\n', "data.csv:2", "no CSV: "),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, where: str, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)

    assert caught.value.where == where
    assert caught.value.what.startswith(what)


def test_another_encoding_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        values_of("datetime,Größe\n".encode("cp1252"), "data.csv")

    assert str(caught.value) == "usagestats: data.csv: is not UTF-8\n  help: save it as CSV UTF-8"


def test_an_unknown_column_may_be_another_one_or_the_layouts_are_named() -> None:
    with pytest.raises(UsageError, match=r"'metrc' is unknown\n  help: did you mean 'metric'\?"):
        read("metrc,date,usage\n")
    with pytest.raises(
        UsageError, match=r"'zzzzz' is unknown\n  help: known are the CSV files of the"
    ):
        read("zzzzz,date,usage\n")
