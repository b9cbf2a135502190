# Portalift: `make run` and `make test` are all a newcomer needs.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WANTED := requirements.txt requirements-dev.txt constraints.txt
STAMP := $(VENV)/installed-$(shell cat $(WANTED) | cksum | tr -d ' ')

export PYTHONDONTWRITEBYTECODE ?= 1

.PHONY: run check test acceptance bench faults quality install

run: $(STAMP)
	@$(BIN)/python manage.py run

install: $(STAMP)

$(STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed; found: $$($(PYTHON) --version 2>&1). Try: make $(firstword $(MAKECMDGOALS) run) PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "No virtual environment could be made in $(VENV): see the lines above (Debian and Ubuntu: install python3-venv)." >&2; exit 1; }
	@echo "Installing the packages of requirements.txt into $(VENV) (once, about a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -r requirements-dev.txt || \
	  { echo "The packages could not be installed: is a package index reachable, and is there 1 GB free?" >&2; exit 1; }
	@$(BIN)/python -m compileall -q ingest  # Its command is started once a portal or page.
	@rm -f $(VENV)/installed-*
	@touch $@

check: $(STAMP)
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo 2>/dev/null >$(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }
	@$(BIN)/pytest -n 2 --dist loadfile -m "not slow and not acceptance" tests

test: $(STAMP)
	@$(BIN)/pytest -n 2 --dist loadfile -m "not acceptance" tests
	@echo "The database tests again, on PostgreSQL ..."
	@$(BIN)/python -m tests.postgres $(BIN)/pytest -n 2 --dist loadfile -m "not acceptance" tests/cms

acceptance: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -r requirements-browser.txt || \
	  echo "Without the packages of requirements-browser.txt the browser tests of the desk are skipped." >&2
	@$(BIN)/pytest -m acceptance tests

bench: $(STAMP)
	@$(BIN)/python -m tests.bench.crawl
	@$(BIN)/python -m tests.bench.loading
	@$(BIN)/python -m tests.postgres $(BIN)/python -m tests.bench.loading
	@$(BIN)/python -m tests.bench.api
	@$(BIN)/python -m tests.postgres $(BIN)/python -m tests.bench.api
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-quality.txt
	@$(BIN)/python -m tests.bench.extraction
	@$(BIN)/python -m tests.bench.cache
	@$(BIN)/python -m tests.bench.line

faults: $(STAMP)
	@$(BIN)/python -m tests.faults

quality: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-quality.txt
	@$(BIN)/python -m tests.quality.gate
