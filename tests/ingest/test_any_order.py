"""Writers, rotation and ingest in any order: every line is counted once."""

from __future__ import annotations

import gzip
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ingest.shop import Shop, line
from tests.profiles import examples

if TYPE_CHECKING:
    from collections.abc import Callable

COMPRESSED: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".zst": zstd.compress}


@dataclass
class Gateway:
    """Writes a log, which is rotated as logrotate does it."""

    shop: Shop
    written: int = 0
    held: bytes = b""
    rotations: list[Path] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.shop.folder / "access.log"

    def write(self, count: int, cut: int) -> None:
        """Write so many lines, but hold back the last bytes of the last one."""
        content = self.held + b"".join(line(1000 + self.written + n) for n in range(count))
        self.written += count
        place = max(len(content) - cut, 0)
        self.shop.append("access.log", content[:place])
        self.held = content[place:]

    def rename(self) -> None:
        self._shift()
        if self.log.exists():
            self.log.rename(self.rotations[-1])

    def copytruncate(self) -> None:
        self._shift()
        self.rotations[-1].write_bytes(self.log.read_bytes() if self.log.exists() else b"")
        self.log.write_bytes(b"")

    def compress(self, suffix: str) -> None:
        """Compress the oldest log that is not yet; the writer may still have it open, so not the newest."""
        plain = [path for path in self.rotations if path.exists() and path.suffix not in COMPRESSED]
        for path in plain[:1]:
            packed = path.with_name(path.name + suffix)
            packed.write_bytes(COMPRESSED[suffix](path.read_bytes()))
            path.unlink()

    def _shift(self) -> None:
        """Let the writer finish its line, as one does that is told to open its log anew."""
        self.write(0, 0)
        self.rotations.append(self.shop.folder / f"access.log.{len(self.rotations)}")


STEPS = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 60), st.integers(0, 150)),
    st.tuples(st.just("ingest"), st.integers(100, 9000), st.integers(1000, 20_000)),
    st.tuples(st.just("rename")),
    st.tuples(st.just("copytruncate")),
    st.tuples(st.just("compress"), st.sampled_from(sorted(COMPRESSED))),
)


@settings(max_examples=examples(30))
@given(st.lists(STEPS, min_size=3, max_size=14), st.booleans())
def test_every_line_is_counted_once(steps: list[tuple[object, ...]], has_cache: bool) -> None:  # noqa: FBT001
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(Path(folder), seen=has_cache)
        gateway = Gateway(shop)
        gateway.write(1, 0)
        for step, *values in steps:
            if step == "ingest":
                chunk_bytes, commit_bytes = values
                settings = shop.settings(chunk_bytes=chunk_bytes, commit_bytes=commit_bytes)  # type: ignore[arg-type]
                assert not shop.ingest("access.log*", settings=settings).has_failed
            else:
                getattr(gateway, str(step))(*values)
        gateway.write(1, 0)
        shop.ingest("access.log*")

        assert shop.is_exact(gateway.written)
