PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-system check fix golden

demo: $(VENV)/installed  ## set up, and show the traffic of sample_logs/ by day
	$(BIN)/usagestats traffic --by day --timezone UTC sample_logs/gateway --format table

test: $(VENV)/developing  ## set up, and run all tests
	$(BIN)/pytest --numprocesses auto

test-system: $(VENV)/developing  ## crashes, a full disk, the real logrotate, many at once: minutes
	@command -v logrotate >/dev/null || [ "$$(id -u)" != 0 ] || \
		{ apt-get update -qq && apt-get install -qq logrotate; } >/dev/null || true
	$(BIN)/pytest tests/system

check: $(VENV)/developing  ## formatting, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache

fix: $(VENV)/developing
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

golden: $(VENV)/developing  ## accept what the whole-program cases print now
	$(BIN)/pytest tests/test_cases.py --update-cases

# what is compiled into the installation, and how
KERNEL := hatch_build.py $(wildcard src/usagestats/logs/readers/kernel/*.[ch])

$(VENV)/installed: pyproject.toml $(KERNEL)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check .
	touch $@

$(VENV)/developing: pyproject.toml $(KERNEL)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

bench/data/%m.log: $(VENV)/developing  ## a generated log of so many million lines
	$(BIN)/python bench/generate.py $*000000 $@
