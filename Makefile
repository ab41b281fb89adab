# Samenzicht. `make` alone explains; `make run` and `make test` are all a newcomer needs.
#
# Needs Python 3.11 or newer (with venv) and make. Everything else is fetched, locked and checked by hash, into .venv
# and node_modules. Files called .made-… are stamps: they tell make that a step is done for the present inputs.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

PYTHON ?= python3
PORT ?= 8000
DATA ?=
TESTS ?= tests
# Each process of tests has a database, a browser and an object store of its own.
TOGETHER ?= 2

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED := install --require-hashes --no-deps
export PIP_ROOT_USER_ACTION = ignore
# System Node when it is new enough, else the one that .made-node put in .venv.
WITH_NODE = PATH="$(CURDIR)/$(BIN):$$PATH"

FRONT := package.json static/build.mjs $(shell find templates static/css static/js static/img -type f 2>/dev/null)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard app/translations/*/LC_MESSAGES/messages.po))

.PHONY: help run test check bench torture branches faults lock sbom wheel migration translations clean setup setup-dev test-programs
.PHONY: check-format check-lint check-imports check-types check-security check-templates check-translations check-tables check-migrations

help: ## Explain these commands
	@echo "Samenzicht: where inspectorates supervise together."
	@echo
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-13s %s\n' "$$name" "$$text"; done

run: setup ## Set everything up and serve the demonstration; PORT=8000 and DATA=folder may follow
	@exec $(BIN)/samenzicht demo --port "$(PORT)" $(if $(DATA),--data "$(DATA)")

test: setup-dev test-programs ## Run all tests; TESTS=tests/kernel runs some, TOGETHER=0 one at a time
	@$(BIN)/python -m pytest -n $(TOGETHER) --dist loadfile --no-loadscope-reorder $(TESTS)

check: .venv/.made-dev ## Check everything but the tests, two things at a time
	@$(MAKE) --jobs=2 --output-sync=target check-types check-format check-lint check-imports check-security \
		check-templates check-translations check-tables check-migrations

bench: setup-dev ## Measure the reference slice and every workload against it
	@ended=0; $(BIN)/python -m tests.bench || ended=1; \
	$(BIN)/python -m tests.bench.starting || ended=1; \
	$(BIN)/python -m tests.bench.transfers || ended=1; \
	$(BIN)/python -m tests.bench.signing || ended=1; \
	$(BIN)/python -m tests.bench.approvals || ended=1; exit $$ended

torture: setup-dev test-programs ## Run the long tests, their results belong in README's reliability table; SIZE=5000 makes some smaller
	@$(BIN)/python -m pytest -m torture -o faulthandler_timeout=21600 $(if $(SIZE),--size "$(SIZE)") $(TESTS)

branches: setup-dev test-programs ## Tell which branches of the guarded code its tests do not take: AREA=log, decision, signing, blobs
	@$(BIN)/python -m tests.biting.branches $(AREA)

faults: setup-dev ## Plant faults in a module, one at a time, and tell which its tests do not see: MODULE=app/… TESTS=tests/…
	@$(BIN)/python -m tests.biting $(MODULE) $(TESTS)

lock: .venv/.made-dev ## Lock the packages anew after a change in config/*.in; UPGRADE=1 takes newer versions
	@for name in requirements requirements-dev requirements-node; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
			$(if $(UPGRADE),--upgrade) "config/$$name.in" --output-file "config/$$name.txt" >/dev/null || exit 1; \
	done
	@! grep -nE '://|^ *-(i|f|-index-url|-extra-index-url|-find-links)' config/requirements*.txt

sbom: .venv/.made-python ## Write the bill of materials (CycloneDX) to where the output goes: make sbom > bill.json
	@$(BIN)/python -m config.bill_of_materials

wheel: .venv/.made-ours $(CATALOGUES) ## Build the wheel into dist/; the same commit gives the same bytes anywhere
	@SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(PIP) wheel --no-deps --no-build-isolation --no-index --wheel-dir dist .
	@rm -rf build

migration: .venv/.made-ours ## Begin a migration: make migration NAME=what_changes
	@$(BIN)/python migrations/new.py "$(NAME)"

translations: .venv/.made-ours ## Bring the catalogues in step with the sentences in code and templates
	@$(BIN)/pybabel --quiet extract --mapping-file config/babel.cfg --keyword lazy --sort-output --no-location \
		--add-comments "Translators:" --project Samenzicht --output-file .venv/messages.pot app templates
	@for catalogue in app/translations/*/LC_MESSAGES/messages.po; do \
		language=$$(basename $$(dirname $$(dirname $$catalogue))); \
		$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-pot-creation-date --width 100 \
			--input-file .venv/messages.pot --output-file $$catalogue --locale $$language || exit 1; \
	done

clean: ## Remove what make made (never the data folder)
	@rm -rf .venv node_modules static/dist samenzicht.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find app config migrations tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -f $(CATALOGUES)

# ── the checks, one by one ─────────────────────────────────────────────────────────────────────────────────────────

check-format: .venv/.made-dev
	@$(BIN)/ruff format --check --quiet . || { echo "Format the files: $(BIN)/ruff format ."; exit 1; }

check-lint: .venv/.made-dev
	@$(BIN)/ruff check --quiet .

check-imports: .venv/.made-dev
	@$(BIN)/lint-imports --cache-dir .import_linter_cache

check-types: .venv/.made-dev
	@$(BIN)/mypy

# The steps of the schema apart: they put statements together (B608), from names that stand in the same file. What
# bandit remarks on the way, of marks on lines it looks at more than once, is shown only when something was found.
BANDIT = $(BIN)/bandit --quiet --configfile pyproject.toml --recursive
check-security: .venv/.made-dev
	@{ $(BANDIT) app config && $(BANDIT) migrations --skip B608; } 2>.venv/bandit.log || { cat .venv/bandit.log >&2; exit 1; }

check-templates: .venv/.made-dev
	@$(BIN)/djlint templates --lint --quiet

check-translations: .venv/.made-dev
	@$(BIN)/python -m pytest --quiet --durations=0 --durations-min=5 tests/house/test_translations.py

# What shows that a requirement is met or a threat withstood: each test that is named must be there.
check-tables: .venv/.made-dev
	@$(BIN)/python -m pytest --quiet --durations=0 --durations-min=5 tests/house/test_asvs.py tests/house/test_threats.py

check-migrations: .venv/.made-dev
	@$(BIN)/samenzicht db check --scratch

# ── setting up ─────────────────────────────────────────────────────────────────────────────────────────────────────

# Whoever starts later need not be able to write here, and every process of it starts half a second sooner.
setup: .venv/.made-ours static/dist/.made $(CATALOGUES)
	@$(BIN)/python -m compileall -q app config

setup-dev: setup .venv/.made-dev

.venv/.made-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Samenzicht needs Python 3.11 or newer; $(PYTHON) is older. Name another one: make PYTHON=python3.12 run"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv || { \
		echo "Python's venv is missing. Type: sudo apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/.made-runtime: config/requirements.txt .venv/.made-python
	@echo "Installing the packages …"
	@$(PIP) $(LOCKED) -r config/requirements.txt
	@touch $@

.venv/.made-ours: pyproject.toml .venv/.made-runtime
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.venv/.made-dev: config/requirements-dev.txt .venv/.made-ours
	@echo "Installing what the checks and tests need …"
	@$(PIP) $(LOCKED) -r config/requirements-dev.txt
	@touch $@

.venv/.made-node: config/requirements-node.txt .venv/.made-python
	@major=$$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0); \
	if [ "$$major" -lt 20 ] || ! command -v npm >/dev/null; then \
		echo "Installing Node …"; $(PIP) $(LOCKED) -r config/requirements-node.txt || exit 1; fi
	@touch $@

node_modules/.made: package-lock.json .npmrc .venv/.made-node
	@echo "Installing the packages of the front-end …"
	@$(WITH_NODE) npm ci --loglevel=error --no-progress
	@touch $@

static/dist/.made: $(FRONT) node_modules/.made
	@$(WITH_NODE) node static/build.mjs
	@touch $@

%.mo: %.po .venv/.made-runtime
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# Chromium for the browser tests and pdfsig for the signatures. Root takes Debian's; anyone else is told what to type,
# except that Playwright can bring a Chromium of its own where Debian's is missing. Without tesseract one test is left out,
# without vdirsyncer another, without faketime three.
test-programs: .venv/.made-dev
	@command -v tesseract >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || { \
		timeout 60 apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 120 apt-get install -y -qq \
			--no-install-recommends tesseract-ocr tesseract-ocr-nld; } >/dev/null 2>&1 || true
	@command -v vdirsyncer >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || { \
		timeout 60 apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 120 apt-get install -y -qq \
			--no-install-recommends vdirsyncer; } >/dev/null 2>&1 || true
	@command -v softhsm2-util >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || { \
		timeout 60 apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 120 apt-get install -y -qq \
			--no-install-recommends softhsm2; } >/dev/null 2>&1 || true
	@command -v faketime >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || { \
		timeout 60 apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 120 apt-get install -y -qq \
			--no-install-recommends faketime; } >/dev/null 2>&1 || true
	@missing=""; \
	command -v pdfsig >/dev/null || missing="poppler-utils"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	[ -n "$$missing" ] || exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing $$missing …"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null && exit 0; \
		echo "That did not work. Type: apt-get install $$missing" >&2; exit 1; fi; \
	case "$$missing" in *poppler-utils*) \
		echo "The tests need $$missing. Type: sudo apt-get install poppler-utils chromium" >&2; exit 1;; esac; \
	$(BIN)/playwright install chromium || { \
		echo "The tests need Chromium. Type: sudo apt-get install chromium" >&2; exit 1; }
