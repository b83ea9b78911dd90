# Tilth. Needs python3 (3.11 or later) and make. uv is used where it is present; otherwise a pinned one is put
# into .venv. Everything is installed from uv.lock.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

UV_VERSION := 0.13.9
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .venv/bin/uv)
IN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
# Where bytecode may not be kept, every process that a test starts compiles its whole imports anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test check bench catalogue format clean

help:  ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.run  ## Assemble 486 constructs from a real kit, then serve the example site; results in build/demo
	@$(IN)/tilth demo --out build/demo

test: .venv/.dev  ## Run the tests, the slow ones too, and those of the site on PostgreSQL as well
	@PYTHON=$(PYTHON) .ci/opentrons-venv
	@.ci/with-postgres --no-sync $(IN)/pytest -q -n 2 --dist worksteal
	@.ci/with-postgres --no-sync bash -c 'test -z "$${TILTH_TEST_POSTGRES:-}" || \
	  TILTH_TEST_DATABASE="$$TILTH_TEST_POSTGRES" $(IN)/pytest -q -n 2 --dist worksteal tests/site'

check: .venv/.dev  ## Lint, type-check, check the layers and the documentation
	@$(IN)/ruff check .
	@$(IN)/ruff format --check .
	@$(IN)/mypy
	@$(IN)/lint-imports
	@$(IN)/pytest -q tests/docs

bench: .venv/.dev  ## Measure Tilth and its peers in one run (ONLY=floor: sections so called); writes docs/benchmarks.md
	@.ci/with-postgres $(IN)/python benchmarks/run.py $(ONLY)

catalogue: .venv/.dev  ## Gather what pages say, and compile the translations (needs Debian's gettext)
	@$(IN)/python tools/catalogue.py

format: .venv/.dev  ## Put the code into the house's form
	@$(IN)/ruff format .
	@$(IN)/ruff check --fix .

clean:  ## Remove what the other targets made
	rm -rf build .venv .venv-opentrons .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Only reached where no uv is on the PATH.
.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Tilth needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version)." >&2; exit 2; }
	@echo "setting up .venv with uv $(UV_VERSION)"
	@$(PYTHON) -m venv .venv && .venv/bin/pip install -q --disable-pip-version-check uv==$(UV_VERSION)

.venv/.run: $(UV) uv.lock pyproject.toml
	@echo "installing what Tilth runs on"
	@$(UV) sync --quiet --frozen --inexact --no-default-groups --extra site --python $(PYTHON)
	@touch $@

.venv/.dev: $(UV) uv.lock pyproject.toml
	@echo "installing what Tilth is tested with"
	@$(UV) sync --quiet --frozen --inexact --extra dask --extra site --extra postgres --extra sdmx --extra robots --python $(PYTHON)
	@touch $@ .venv/.run
