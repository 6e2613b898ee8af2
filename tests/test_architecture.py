"""The house: what `--help` loads, and that tests stand where their modules do.

Law 1, modules import downwards only, is held by the contracts in `pyproject.toml`: `make check`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from usagestats.cli.command_list import COMMANDS
from usagestats.logs.formats import FORMATS

SOURCE = PROJECT / "src" / "usagestats"

FLAT = {
    "usagestats.catalog.imports.kong": "the modules of one importer",
    "usagestats.catalog.imports.openapi": "the modules of one importer",
    "usagestats.catalog.imports.threescale": "the modules of one importer",
    "usagestats.cli.commands": "one command each",
    "usagestats.cli.console": "few modules",
    "usagestats.diagnostics": "one report each",
    "usagestats.diagnostics.check": "the modules of one report",
    "usagestats.diagnostics.why": "the modules of one report",
    "usagestats.logs.formats": "one gateway each",
    "usagestats.logs.readers.kernel": "one library",
    "usagestats.reports.parts": "few modules",
    "usagestats.safety": "few modules",
    "usagestats.tables": "few modules",
}
"""The folders without floors of their own: no circle is allowed in them, and nothing else is said."""


def test_every_folder_has_floors_or_says_why_not() -> None:
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    layered = {
        container
        for contract in contracts["tool"]["importlinter"]["contracts"]
        for container in contract.get("containers", ())
    }
    folders = {
        "usagestats." + ".".join(path.parent.relative_to(SOURCE).parts)
        for path in SOURCE.rglob("*.py")
        if path.parent != SOURCE
    } | {"usagestats"}

    assert layered | FLAT.keys() == folders
    assert not layered & FLAT.keys()


DECLARATIONS = {
    "choices.py": "enumerations",
    "cli/options/headings.py": "four words",
    "cli/options/input_options.py": "options; the help of every command is a case",
    "cli/options/output_options.py": "options; the help of every command is a case",
    "cli/options/report_options.py": "options; the help of every command is a case",
    "cli/options/sending_options.py": "options; the help of every command is a case",
    "cli/options/selection_options.py": "options; the help of every command is a case",
    "cli/options/time_options.py": "options; the help of every command is a case",
    "cli/runs/usage_input.py": "protocols",
    "diagnostics/check/rows.py": "one row type",
    "letter.py": "three declarations",
    "render/arrangement.py": "two declarations",
    "render/notation.py": "one declaration",
    "logs/detect/fault.py": "two declarations",
    "logs/pasted/well_known.py": "formats as gateways document them",
    "logs/readers/kernel/pattern_constants.py": "constants of C; test_pattern_task.py reads steps by them",
    "logs/values/absent.py": "one constant",
    "periods/calendar_units.py": "one declaration",
    "pipeline/part_sums.py": "a protocol and a declaration",
    "survey/survey.py": "protocols",
    "catalog/declared_table.py": "one declaration",
    "catalog/price_entries.py": "declarations; the prices of test_prices.py are read by them",
}
"""The modules without behaviour of their own, and so without a test of their own."""

WHOLE_FOLDERS = {
    "ingest/test_any_order.py",
    "ingest/test_races.py",
    "logs/formats/test_formats.py",
    "logs/pasted/test_laws.py",
    "logs/pasted/test_truth.py",
    "logs/readers/kernel/test_hash.py",
    "logs/readers/kernel/test_text.py",
    "logs/test_json_laws.py",
    "logs/test_law_fast_equals_careful.py",
    "logs/test_truth.py",
    "logs/test_truth_json.py",
    "store/test_same_as_logs.py",
}
"""The tests that are about a whole folder, such as laws, or about C."""


def test_each_module_leads_by_its_path_to_its_tests() -> None:
    tests = PROJECT / "tests"
    modules = {
        path.relative_to(SOURCE)
        for path in SOURCE.rglob("*.py")
        if not path.name.startswith("__") and path.parent != SOURCE / "cli" / "commands"
    }
    tested = {
        path.relative_to(tests).with_name(path.name.removeprefix("test_"))
        for path in tests.rglob("test_*.py")
        if (SOURCE / path.relative_to(tests).parent).is_dir() and path.parent != tests
    }
    at_the_top = {path for path in modules if path.parent == Path()}

    without_tests = {str(path) for path in modules - at_the_top - tested}
    without_tests |= {str(path) for path in at_the_top if not (tests / f"test_{path}").exists()}
    assert without_tests == DECLARATIONS.keys()
    assert {str(path.with_name(f"test_{path.name}")) for path in tested - modules} == WHOLE_FOLDERS


REPORTS = [path.stem.replace("_", "-") for path in sorted((SOURCE / "reports").glob("[a-z]*.py"))]


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_stands_wherever_all_reports_do(name: str) -> None:
    """See docs/developing.md, "Adding a report"."""
    texts = {
        "README.md": f"(docs/{name}.md)",
        "docs/cron.md": f"{name} ",
        "tests/test_report_columns.py": f'"{name}',
        "tests/test_read_back.py": f"{name} sample_logs/",
        "tests/store/test_same_as_logs.py": f'["{name}"',
    }

    assert name in COMMANDS
    assert (PROJECT / "docs" / f"{name}.md").is_file()
    assert list((PROJECT / "tests" / "cases" / name).glob("*.toml"))
    missing = [
        file
        for file, text in texts.items()
        if text not in (PROJECT / file).read_text(encoding="utf-8")
    ]
    assert missing == []


def test_files_are_made_in_one_place_only() -> None:
    """Elsewhere they could be another process's, behind a link, or left behind."""
    making = re.compile(
        r"write_text|write_bytes|mkstemp|mkdtemp|NamedTemporaryFile|getpid|O_CREAT|O_TRUNC"
        r"|open\([^)]*[\"'][rb]*[wax+]"
    )
    found = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if making.search(path.read_text(encoding="utf-8"))
    }

    # the others only wrap descriptors that are open
    others = {"cli/console/output_file.py", "store/failures.py"}
    assert found == {"unfinished_files.py"} | others


def loaded_by(*arguments: str) -> set[str]:
    """Return the modules that a run of the command has loaded in the end."""
    program = (
        f"import sys; sys.argv = ['usagestats', *{arguments!r}]\n"
        "from usagestats.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return set(done.stdout.decode().splitlines()[-1].split(" "))


def test_help_loads_no_command() -> None:
    modules = loaded_by("--help")

    assert {name for name in modules if name.startswith("usagestats.")} == {
        "usagestats.cli",
        "usagestats.cli.command_list",
        "usagestats.cli.main",
        "usagestats.cli.console",
        "usagestats.cli.console.short_memory",
        "usagestats.cli.console.signals",
        "usagestats.cli.console.standard_output",
        "usagestats.cli.options",
        "usagestats.cli.options.examples",
        "usagestats.cli.options.headings",
        "usagestats.cli.options.help_screen",
        "usagestats.cli.options.plain_command",
        "usagestats.cli.options.plain_values",
        "usagestats.errors",
        "usagestats.light_dataclass",
        "usagestats.memory_limit",
        "usagestats.unfinished_files",
    }
    assert {"polars", "rich", "dateutil", "pydantic", "zoneinfo"} & modules == set()


def test_help_of_a_command_loads_its_options_only() -> None:
    modules = loaded_by("traffic", "--help")

    assert {name for name in modules if name.startswith("usagestats.cli.")} == {
        "usagestats.cli.command_list",
        "usagestats.cli.main",
        "usagestats.cli.options",
        "usagestats.cli.console",
        "usagestats.cli.console.short_memory",
        "usagestats.cli.console.signals",
        "usagestats.cli.console.standard_output",
        "usagestats.cli.options.completion",
        "usagestats.cli.options.examples",
        "usagestats.cli.options.headings",
        "usagestats.cli.options.help_screen",
        "usagestats.cli.options.input_options",
        "usagestats.cli.options.no_cluster",
        "usagestats.cli.options.output_options",
        "usagestats.cli.options.plain_command",
        "usagestats.cli.options.plain_values",
        "usagestats.cli.options.report_options",
        "usagestats.cli.options.selection_options",
        "usagestats.cli.options.sending_options",
        "usagestats.cli.options.setting_names",
        "usagestats.cli.options.time_options",
        "usagestats.cli.options.groups",
        "usagestats.cli.commands",
        "usagestats.cli.commands.traffic",
    }
    assert {"polars", "rich", "dateutil", "pydantic", "zoneinfo"} & modules == set()


JSON = FORMATS["kong-json"].sample
COMBINED = FORMATS["ncsa"].sample


@pytest.mark.parametrize("line", ["", COMBINED, JSON])
@pytest.mark.parametrize("options", [["--by", "hour"], ["--measure", "p95"]])
def test_a_report_in_a_pipe_loads_what_it_needs(
    line: str, options: list[str], tmp_path: Path
) -> None:
    log = tmp_path / "access.log"
    log.write_text(f"{line}\n" * 200 if line else "", encoding="utf-8")
    modules = loaded_by("traffic", *options, "--format", "csv", str(log))

    assert {"numpy", "pydantic", "rich", "jinja2", "yaml", "tomlkit"} & modules == set()


MOST_MODULES = 252
"""Without those of Python itself, which are more with each version, and without formats: detection
needs each of them."""
MOST_PATTERNS = 51


def test_a_report_on_a_short_log_loads_few_modules_and_compiles_few_patterns(
    tmp_path: Path,
) -> None:
    """Counts, not seconds: each module takes a fifth of a millisecond, and so does each pattern."""
    log = tmp_path / "access.log"
    log.write_text(f"{COMBINED}\n" * 200, encoding="utf-8")
    program = (
        "import polars, re._compiler, sys, typer\n"
        "before, compiled, compile_ = set(sys.modules), [], re._compiler.compile\n"
        "re._compiler.compile = lambda *one: compiled.append(one) or compile_(*one)\n"
        f"sys.argv = ['usagestats', 'traffic', {str(log)!r}]\n"
        "from usagestats.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "names = [name for name in sys.modules.keys() - before\n"
        "         if not name.startswith('usagestats.logs.formats.')]\n"
        "modules = [n for n in names if n.split('.')[0] not in sys.stdlib_module_names]\n"
        "print(len(modules), len(compiled))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    modules, patterns = map(int, done.stdout.decode().splitlines()[-1].split())

    assert modules <= MOST_MODULES
    assert patterns <= MOST_PATTERNS
