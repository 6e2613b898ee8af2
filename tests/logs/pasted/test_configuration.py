"""Formats in configuration files, named by FILE:NAME."""

from __future__ import annotations

from pathlib import Path

import pytest

from usagestats.errors import UsageError
from usagestats.logs.pasted.pasted_format import pasted_format

CONF = """
http {
    # log_format old '$msec';
    log_format  main  '$msec $request_method '  # the request
                      '$request_uri $status';
    log_format other escape=json '{"t":"$msec","r":"$request","s":"$status"}';
    access_log /var/log/nginx/access.log main;
}
"""


HTTPD = """
<IfModule log_config_module>
    LogFormat "%h %l %u %t \\"%r\\" %>s %b \\
        %D" combined
    LogFormat "%a %t \\"%r\\" %s" short
</IfModule>
"""


PROXY = """
frontend www
    log-format "%ci [%tr] %ST %{+Q}r" # ours
"""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nginx.conf:main", "nginx log_format"),
        ("nginx.conf:other", "nginx log_format"),
        ("httpd.conf:combined", "Apache LogFormat"),
        ("httpd.conf:short", "Apache LogFormat"),
        ("proxy.cfg:www", "HAProxy log-format"),
        ("proxy.cfg", "HAProxy log-format"),
    ],
)
def test_a_format_is_found_in_a_file(tmp_path: Path, text: str, name: str) -> None:
    _write(tmp_path)

    log_format = pasted_format(text, "--log-format", tmp_path)

    assert log_format.name == name
    assert log_format.read_line(log_format.sample)["path"] == "/v1/items"


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("nginx.conf", "several log formats in", "write nginx.conf:NAME; choose from main, other"),
        (
            "nginx.conf:mian",
            "no log format mian in",
            "did you mean 'main'?\nfiles that it includes",
        ),
        ("empty.conf", "no log format in", "includes are not followed"),
    ],
)
def test_a_file_may_not_have_it(tmp_path: Path, text: str, what: str, hint: str) -> None:
    _write(tmp_path)

    with pytest.raises(UsageError, match=what) as error:
        pasted_format(text, "--log-format", tmp_path)

    assert hint in (error.value.hint or "")


def test_a_text_that_no_file_can_be_called_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such log format: log_aaa"):
        pasted_format(f"log_{'a' * 300}", "--log-format", tmp_path)


def _write(folder: Path) -> None:
    for name, text in (
        ("nginx.conf", CONF),
        ("httpd.conf", HTTPD),
        ("proxy.cfg", PROXY),
        ("empty.conf", ""),
    ):
        (folder / name).write_text(text)
