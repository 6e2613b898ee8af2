"""Time what a catalog costs: the same log without one, with few and many rules, with a registry.

    python bench/catalog_cost.py bench/data/1m.log --rounds 3

The rules map the paths that `generate.py` writes, so that nearly every request matches; a third
of them have wildcards. The question is that of `compare.py`. Prints a Markdown table of the best.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from compare import BIN, Measure, best, measure
from generate import COLLECTIONS, keys

APPLICATIONS = 100_000
_BACKENDS = {"data": COLLECTIONS[:3], "people": COLLECTIONS[3:5], "search": COLLECTIONS[5:]}


def rules(backend: str, count: int) -> list[str]:
    """Return `count` rules of a backend: a third of them with wildcards, some never matched."""
    found = []
    for number in range(count):
        collection = _BACKENDS[backend][number % len(_BACKENDS[backend])]
        if number % 3 == 0:
            pattern = f"/{collection}/{{id}}" + (f"/part{number}" if number >= 9 else "$")
        else:
            pattern = f"/{collection}/{number}"
        verb = "GET" if number % 2 else "POST"
        found.append(f'{{ http_method = "{verb}", pattern = "{pattern}", metric = "m{number}" }}')
    found.append('{ http_method = "ANY", pattern = "/", metric = "hits" }')
    return found


def catalog(rule_count: int, applications: Path | None = None) -> str:
    """Return a catalog of one product with three backends, which have so many rules together."""
    lines = [f'applications = "{applications.name}"'] if applications else []
    mounts = []
    per_backend = max(rule_count // len(_BACKENDS) - 1, 0)
    for backend in _BACKENDS:
        methods = ", ".join(f'"m{number}"' for number in range(per_backend))
        body = ",\n  ".join(rules(backend, per_backend))
        lines += ["[[backends]]", f'name = "{backend}"']
        lines += [f"methods = [{methods}]", f"rules = [\n  {body}\n]"] if rule_count else []
        mounts.append(f'{{ name = "{backend}", path = "/v1/{_BACKENDS[backend][0]}" }}')
    mounts[0] = '{ name = "data", path = "/v1" }'
    return "\n".join([*lines, "[[products]]", 'name = "api"', f"backends = [{', '.join(mounts)}]"])


def registry(path: Path) -> Path:
    """Write `applications.csv` with the keys of the log and many more."""
    every = [*keys(), *(sha256(str(n).encode()).hexdigest()[:32] for n in range(APPLICATIONS))]
    rows = (f"{key},{n},App {n},Account {n % 999}" for n, key in enumerate(every[:APPLICATIONS]))
    path.write_text("key,id,name,account\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def contenders(folder: Path) -> dict[str, Path]:
    """Write the catalogs; return them by what is measured."""
    applications = registry(folder / "applications.csv")
    texts = {
        "no catalog": 'timezone = "UTC"',
        "3 backends, 50 rules": catalog(50),
        "3 backends, 500 rules": catalog(500),
        "100,000 applications": f'applications = "{applications.name}"',
        "50 rules and 100,000 applications": catalog(50, applications),
    }
    found = {}
    for number, (name, text) in enumerate(texts.items()):
        found[name] = folder / f"catalog{number}.toml"
        found[name].write_text(text + "\n", encoding="utf-8")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("log", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    question = ["--by", "hour", "--split-by", "backend,app,status", "--timezone", "UTC"]
    with tempfile.TemporaryDirectory() as folder:
        found = contenders(Path(folder))
        taken: dict[str, list[Measure]] = {name: [] for name in found}
        for _ in range(asked.rounds):  # in turns, so that all see the same weather
            for name, path in found.items():
                ours = [str(BIN / "usagestats"), "traffic", "--catalog", str(path)]
                taken[name].append(measure([*ours, *question, str(asked.log)]))
    size = asked.log.stat().st_size / 2**20
    print(f"{size:,.0f} MiB, {os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"best of {asked.rounds} rounds\n")
    print("| catalog | seconds | peak MiB | × no catalog |\n|---|---:|---:|---:|")
    base = best(taken["no catalog"]).seconds
    for name, measures in taken.items():
        result = best(measures)
        ratio = result.seconds / base
        print(f"| {name} | {result.seconds:.2f} | {result.mebibytes:,.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    sys.exit(main())
