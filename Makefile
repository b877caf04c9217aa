# What can be done here: `make help`. Nothing but Python 3.11 and make has to be there before.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8050

BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet --no-input
RUN := .venv/.installed-run
DEV := .venv/.installed-dev
SMALL := .venv/.compressed
PEERS := .venv-bench/.installed
SERVED := .venv-served/.installed
SPARK := .venv-spark/.installed

.DEFAULT_GOAL := help
.PHONY: help run test check validate format bench spark tables assets notebooks lock clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUN) $(SMALL) ## serve the dashboard on http://127.0.0.1:8050 (PORT=..., HOST=...)
	@$(BIN)/oosc serve --host $(HOST) --port $(PORT)

test: $(DEV) ## install what the tests need and run all of them (ARGS="-k map")
	@scripts/ensure.sh browser
	@scripts/ensure.sh nginx
	@$(BIN)/python -m pytest $(ARGS)

check: $(DEV) ## format, lint and types, changing nothing
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

validate: $(RUN) ## slides and workbooks against the rules of Office Open XML (needs Node and npm)
	@scripts/validate.sh $(BIN)/python

format: $(DEV) ## put the code into its format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(DEV) $(SMALL) $(SERVED) $(PEERS) ## measure the budgets, beside what else people use (PARTS="views server")
	@scripts/ensure.sh browser
	@scripts/ensure.sh nginx
	@scripts/ensure.sh wrk
	@$(BIN)/python -u -m benchmarks $(PARTS)

spark: $(SPARK) ## have Spark read the tables in place and compute the regions' totals (installs Java and Spark)
	@.venv-spark/bin/python scripts/spark_totals.py data/tables

tables: $(RUN) ## rebuild data/tables from data/sources
	@$(BIN)/oosc etl build

assets: ## rebuild the browser files (needs Node and npm)
	@command -v npm >/dev/null || { echo "make assets needs Node 20 or later with npm; nothing else here does." >&2; exit 1; }
	@cd frontend && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && node build.mjs

notebooks: $(DEV) ## run the notebooks and write what they show into them
	@scripts/ensure.sh browser
	@$(BIN)/python scripts/notebooks.py

lock: $(DEV) ## write the exact versions and hashes anew after a change in pyproject.toml
	@scripts/lock.sh $(BIN)

clean: ## remove the virtual environments
	rm -rf .venv .venv-bench .venv-served .venv-spark

.venv/bin/python:
	@PYTHON=$(PYTHON) scripts/ensure.sh venv
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

# Every package is checked against its hash; only this checkout itself goes in without one.
$(RUN): requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the packages that the dashboard needs ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# Not needed, only smaller: the server compresses by itself, less well and quickly.
$(SMALL): $(RUN) $(wildcard dashboard/assets/*.js dashboard/assets/*.css)
	@$(BIN)/python -m dashboard.precompress && touch $@ || true

$(DEV): requirements-dev.lock $(RUN) | .venv/bin/python
	@echo "Installing the packages that the tests need ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# The dashboard is measured as it is served: with what it needs and nothing beside.
$(SERVED): requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the dashboard to be measured ..."
	@test -x .venv-served/bin/python || $(PYTHON) -m venv .venv-served
	@.venv-served/bin/pip --disable-pip-version-check --quiet --no-input install --require-hashes -r requirements.lock
	@.venv-served/bin/pip --disable-pip-version-check --quiet --no-input install --no-deps --no-build-isolation -e .
	@touch $@

# What the dashboard is measured beside has an environment of its own.
$(PEERS): benchmarks/requirements.txt | .venv/bin/python
	@echo "Installing what the dashboard is measured beside ..."
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/pip --disable-pip-version-check --quiet --no-input install --require-hashes -r benchmarks/requirements.txt
	@touch $@

$(SPARK): requirements-spark.lock | .venv/bin/python
	@scripts/ensure.sh java
	@echo "Installing Spark ..."
	@test -x .venv-spark/bin/python || $(PYTHON) -m venv .venv-spark
	@.venv-spark/bin/pip --disable-pip-version-check --quiet --no-input install --require-hashes -r $<
	@touch $@
