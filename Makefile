# Set-up, checks, tests and the demonstration. `make` alone lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup test test-systems test-rest test-core test-simulator test-313 world check format demo template pins clean

export PIP_DISABLE_PIP_VERSION_CHECK := 1
PYTHON := .venv/bin/python
SYSTEMS := tests/running tests/simulator/demo tests/simulator/replay  # wait more than they compute
SIMULATOR := tests/simulator tests/bench tests/docs
CORE := tests/sync_core tests/flows
PYTEST_313 :=  # what more is told to the suite on 3.13: which tests to leave to the other Python
SETUP := .venv/.ready node_modules/.ready
# Uncompiled: most of msgraph's sixteen thousand files are never imported.
INSTALL := -m pip install --quiet --no-compile --require-hashes -r requirements-dev.txt

help: ## list what there is
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(SETUP) ## put the environment in place: Python packages, Azurite, the pages' libraries

.venv/.ready: requirements-dev.txt
	@python=$$(.ci/find-python 3.11 3.12 3.13) || { echo "setup: Python 3.11, 3.12 or 3.13 is needed and was not found on the PATH" >&2; exit 1; }; \
	echo "setup: $$($$python --version) in .venv"; \
	$$python -m venv .venv || { echo "setup: $$python has no venv module (Debian: apt-get install python3-venv)" >&2; exit 1; }; \
	.venv/bin/python $(INSTALL)
	@touch $@

node_modules/.ready: package.json package-lock.json
	@command -v npm >/dev/null || { echo "setup: Node 20 or newer with npm is needed and was not found on the PATH" >&2; exit 1; }
	@node -e 'process.exit(Number(parseInt(process.versions.node) < 20))' || { echo "setup: Node 20 or newer is needed, found $$(node --version)" >&2; exit 1; }
	@echo "setup: node packages by the lock file"
	@npm ci --no-fund --no-audit --loglevel=error
	@npm run --silent --if-present assets
	@touch $@

test: test-systems test-rest test-core test-simulator test-313 ## run the whole test suite, on Python 3.13 too where it is at hand

test-systems: $(SETUP)
	$(PYTHON) -m pytest $(SYSTEMS)

test-core: $(SETUP)
	$(PYTHON) -m pytest $(CORE)

test-simulator: $(SETUP)
	$(PYTHON) -m pytest $(SIMULATOR) $(SYSTEMS:%=--ignore=%)

test-rest: $(SETUP)
	$(PYTHON) -m pytest $(SYSTEMS:%=--ignore=%) $(SIMULATOR:%=--ignore=%) $(CORE:%=--ignore=%)

test-313: node_modules/.ready ## run the suite on Python 3.13, if there is one
	@if python=$$(.ci/find-python 3.13); then \
		$(MAKE) --no-print-directory .venv313/.ready PYTHON_313="$$python" && \
		echo "test-313: $$(.venv313/bin/python --version)" && .venv313/bin/python -m pytest $(PYTEST_313); \
	else echo "test-313: skipped, no Python 3.13 on the PATH, in pyenv or in uv"; fi

.venv313/.ready: requirements-dev.txt
	@echo "setup: $$($(PYTHON_313) --version) in .venv313"
	@$(PYTHON_313) -m venv .venv313
	@.venv313/bin/python $(INSTALL)
	@touch $@

world: .venv/.ready ## live seeded worlds under faults: a hundred of mail, eighty of calendars, forty of contacts
	$(PYTHON) -m simulator world --stream mail --seeds 0-99
	$(PYTHON) -m simulator world --stream calendar --seeds 0-79
	$(PYTHON) -m simulator world --stream contacts --seeds 0-39

check: .venv/.ready ## formatter, linter, strict types, import contracts
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy .
	.venv/bin/lint-imports

format: .venv/.ready ## let the formatter and the linter mend what they can
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

demo: $(SETUP) ## run a pretend firm on this machine; Ctrl-C ends it
	@exec $(PYTHON) -m simulator demo

template: .venv/.ready ## write infra/azuredeploy.json from the Bicep files
	$(PYTHON) -m deployment template

pins: ## pin what requirements*.in ask for, with hashes (needs uv)
	uv pip compile requirements.in --generate-hashes --python-version 3.11 --universal --quiet --no-emit-index-url --no-emit-find-links -o requirements.txt
	uv pip compile requirements-dev.in --generate-hashes --python-version 3.11 --universal --quiet --no-emit-index-url --no-emit-find-links -o requirements-dev.txt

audit: ## ask the advisory database about every pin (needs uv, and PyPI's own index)
	uv tool run pip-audit --require-hashes --disable-pip -r requirements.txt
	uv tool run pip-audit --require-hashes --disable-pip -r requirements-dev.txt

clean: ## remove everything that set-up and runs have put here
	rm -rf .venv .venv313 node_modules admin/static/vendor .demo .replay .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
