PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo quick test fuzz oracle test-system check fix golden man

# each module is compiled once, not by every process that loads it
unexport PYTHONDONTWRITEBYTECODE

demo: $(VENV)/installed  ## set up, and show the traffic of sample_logs/ by day
	$(BIN)/usagestats traffic --by day --timezone UTC sample_logs/gateway --format table

quick: $(VENV)/developing  ## while editing, under a minute: lint of changed files, types, most tests
	@{ git diff --name-only --diff-filter=d -z HEAD -- '*.py'; \
		git ls-files --others --exclude-standard -z -- '*.py'; } > $(CHANGED)
	xargs -0 -r $(BIN)/ruff format --check < $(CHANGED)
	xargs -0 -r $(BIN)/ruff check < $(CHANGED)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/pytest $(ON_ALL_CORES) -m 'not slow' --hypothesis-profile quick

test: $(VENV)/developing  ## set up, and run all tests
	$(BIN)/pytest $(ON_ALL_CORES)

fuzz: $(VENV)/developing  ## lines by chance in a kernel with sanitizers, for MINUTES=10; then other generated tests
	@echo 'seed $(SEED); to run the same again: make fuzz SEED=$(SEED)'
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES) --seed $(SEED)
	$(BIN)/pytest $(ON_ALL_CORES) -m hypothesis --hypothesis-profile fuzz --hypothesis-seed $(SEED) \
		|| { echo 'to run the same again: make fuzz SEED=$(SEED)'; false; }

oracle: $(VENV)/developing  ## reports on made-up logs against a second program: CASES=300 SEED=1
	$(BIN)/python -m tests.oracle $(or $(CASES),300) $(SEED) build/oracle

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

golden: $(VENV)/developing  ## accept what the whole-program cases print now; CASES=traffic/ for some
	$(BIN)/pytest tests/test_cases.py --update-cases $(if $(CASES),-k '$(CASES)') $(ON_ALL_CORES)

ON_ALL_CORES := --numprocesses auto --dist worksteal
CHANGED := $(VENV)/changed-files
SEED := $(shell date +%s)
MINUTES := 10

# what is compiled into the installation, and how
KERNEL := hatch_build.py $(wildcard src/usagestats/logs/readers/kernel/*.[ch])

man: $(VENV)/developing  ## the manual pages, from the same texts as --help: man -l build/man/usagestats.1
	$(BIN)/python -m usagestats.cli.man_pages build/man

$(VENV)/installed: pyproject.toml $(KERNEL)
	$(call set-up,.)

$(VENV)/developing: pyproject.toml $(KERNEL)
	$(call set-up,--editable '.[dev]')

define set-up
	@echo 'Setting up in $(VENV), once. This usually takes about a minute.'
	@echo '  1/2 making a Python environment'
	@$(PYTHON) -m venv $(VENV)
	@echo '  2/2 downloading libraries and a C compiler, compiling a small part in C, installing'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(1)
	@touch $@
endef

bench/data/%m.log: $(VENV)/developing  ## a generated log of so many million lines
	$(BIN)/python bench/generate.py $*000000 $@
