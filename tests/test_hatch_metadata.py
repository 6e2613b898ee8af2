"""What an index of packages shows: the metadata of a wheel that is built."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import PROJECT

pytest.importorskip("hatchling")

ADDRESS = "https://forge.test/team/usagestats"


@pytest.fixture(name="sources", scope="module")
def copy_of_the_sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the files that the image is built from.

    A build replaces the kernel, which the other tests use; and the files that `.dockerignore` lets
    through must be enough.
    """
    folder = tmp_path_factory.mktemp("sources")
    for line in (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if line.startswith("!"):
            source, target = PROJECT / line[1:], folder / line[1:]
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, target)
    return folder


def wheel(sources: Path, address: str | None) -> ZipFile:
    """Build the wheel, without the kernel."""
    environment = os.environ | {"PATH": ""}
    environment |= {"USAGESTATS_PROJECT_URL": address} if address else {}
    folder = sources / ("dist" if address else "dist-without-address")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=sources,
        env=environment,
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    return ZipFile(path)


def metadata(built: ZipFile) -> Message:
    (name,) = (name for name in built.namelist() if name.endswith(".dist-info/METADATA"))
    return message_from_bytes(built.read(name))


@pytest.fixture(name="published", scope="module")
def wheel_of_a_release(sources: Path) -> ZipFile:
    return wheel(sources, f"{ADDRESS}/")


@pytest.mark.slow
def test_links_of_the_readme_lead_to_the_version_of_the_wheel(published: ZipFile) -> None:
    shown = metadata(published)
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    pages = f"{ADDRESS}/blob/v{shown['Version']}/"
    links = re.findall(r"\]\(([^)]+)\)", readme)
    expected = [one if ":" in one else f"{pages}{one}" for one in links]

    assert f"{pages}docs/traffic.md" in expected
    assert re.findall(r"\]\(([^)]+)\)", str(shown.get_payload())) == expected


@pytest.mark.slow
def test_an_index_shows_authors_licence_and_urls(published: ZipFile) -> None:
    shown = metadata(published)
    urls = dict(url.split(", ") for url in shown.get_all("Project-URL", []))

    assert shown["Author"] == "The usagestats developers"
    assert shown["License-Expression"] == "Apache-2.0"
    assert shown["Description-Content-Type"] == "text/markdown"
    assert "Typing :: Typed" in shown.get_all("Classifier", [])
    assert urls.keys() == {"Homepage", "Documentation", "Changelog", "Issues", "Source"}
    assert all(url.startswith(ADDRESS) for url in urls.values())


@pytest.mark.slow
def test_the_wheel_holds_licence_and_mark_of_its_types(published: ZipFile) -> None:
    (licence,) = (name for name in published.namelist() if name.endswith("/licenses/LICENSE"))

    assert published.read(licence) == (PROJECT / "LICENSE").read_bytes()
    assert "usagestats/py.typed" in published.namelist()


@pytest.mark.slow
def test_without_an_address_there_are_no_urls_and_the_readme_is_as_it_is(sources: Path) -> None:
    shown = metadata(wheel(sources, None))

    assert shown.get_all("Project-URL") is None
    assert "(docs/traffic.md)" in str(shown.get_payload())
