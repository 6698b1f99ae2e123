# All that a fresh machine needs is python3 (3.11 or newer, with venv) and make.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
LOCK := $(BIN)/uv --no-config pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard core/locale/*/LC_MESSAGES/*.po))

.PHONY: help setup demo test check bench docs lock freeze clean
.DELETE_ON_ERROR:

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' Makefile

setup: .venv/run $(CATALOGUES) ## the programs in an environment of their own, .venv

demo: setup ## the desk, the daemon and a mail sink over a throw-away database
	@$(BIN)/avvik demo

test: setup .venv/dev ## the whole test suite; what needs a missing host tool is skipped, and says so
	@$(BIN)/pytest -rs

check: setup .venv/dev ## ruff, mypy, the import contracts, sizes
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/sizes.py core daemon tui

bench: setup .venv/dev ## the table of docs/performance.md
	@$(BIN)/python -m compileall -q core daemon tui
	@$(BIN)/python -m bench

docs: setup ## docs/workflow.md from the tables in the code, docs/scenarios.md from playing them
	@$(BIN)/python -m core.manual > docs/workflow.md.new && mv docs/workflow.md.new docs/workflow.md
	@$(BIN)/python -m tui.replay > docs/scenarios.md.new && mv docs/scenarios.md.new docs/scenarios.md

lock: .venv/dev ## newer pinned versions; UP=--upgrade takes the newest of all
	@$(LOCK) $(UP) --group build --output-file requirements.txt
	@$(LOCK) $(UP) --group dev --constraint requirements.txt --output-file requirements-dev.txt

freeze: ## the last thing before a migration lands: from then on its text may not change
	@cd core/store/migrations && sha256sum *.sql > landed.sha256

clean: ## removes what the other targets made
	@rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(CATALOGUES)
	@find core daemon tui tests -name __pycache__ -prune -exec rm -rf {} +

.venv/run: requirements.txt pyproject.toml setup.py
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "avvik needs python3, 3.11 or newer, with venv (Debian, Ubuntu: apt install python3-venv); $(PYTHON) is not that." >&2; exit 1; }
	@echo "Setting up .venv (once, and again when requirements change) ..."
	@$(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q core daemon tui
	@touch $@

.venv/dev: requirements-dev.txt .venv/run
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

%.mo: %.po | .venv/run
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(word 3,$(subst /, ,$<))
