# The one door: what a person or a machine does with this tree. `make` alone lists it.
# Needs Python 3.11 or newer with venv, and git; everything else is installed under .venv.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
	--require-hashes --only-binary=:all:
export FLASK_APP := wsgi.py

# A stamp's name carries the checksum of the lock it was made from, so a lock that did not change
# costs nothing, whatever git did to its date.
sum = $(shell cksum < $(1) | cut -d ' ' -f 1)
RUNTIME := .venv/.runtime-$(call sum,requirements.txt)
TESTING := .venv/.testing-$(call sum,tests/requirements.txt)

.PHONY: help
help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: $(RUNTIME) assets ## Set everything up and serve (settings: SIMPUL_* in app/config.py)
	@exec $(BIN)/flask serve

.PHONY: test
test: $(RUNTIME) $(TESTING) assets chromium ## Run all tests; ARGS="-k name" and the like reach pytest
	@exec $(BIN)/python -m pytest $(ARGS)

CASES ?= 100000
FIRST ?= 0
.PHONY: long
long: $(RUNTIME) $(TESTING) assets chromium ## Every form in Chromium; 100,000 random children and cases of merging (CASES=n FIRST=n)
	@EVERY_FORM=1 $(BIN)/python -m pytest -q tests/journeys/test_every_form_in_browser.py
	@CASES=$(CASES) FIRST=$(FIRST) exec $(BIN)/python -m pytest -x -v --no-header \
		tests/unit/scores/test_growth.py tests/integration/merge/test_many_cases.py $(ARGS)

.PHONY: bench
bench: $(RUNTIME) $(TESTING) assets ## Measure against bare baselines and print the ratios
	@exec $(BIN)/python -m tests.bench $(ARGS)

.PHONY: check
check: $(RUNTIME) $(TESTING) ## Format, lint, types, guards
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/guards

.PHONY: assets
assets: $(BIN)/pip ## Get what pages load in a browser, from the npm lock
	@$(BIN)/python -m app.web.assets

.PHONY: lock
lock: $(BIN)/pip ## Lock the newest versions of the packages listed in the heads of the lock files
	@work=$$(mktemp -d); trap 'rm -rf "$$work"' EXIT; \
	uv=$$(command -v uv) || { $(PYTHON) -m venv "$$work/uv"; uv=$$work/uv/bin/uv; \
		"$$work/uv/bin/pip" install --quiet uv; }; \
	$(call relock,requirements.txt); \
	$(call relock,requirements-node.txt); \
	$(call relock,tests/requirements.txt,--constraint requirements.txt)
	@$(BIN)/python -m app.web.assets lock

# Keep the head of the lock $(1), resolve the packages it lists, write both back.
define relock
echo "Locking $(1)"; \
grep '^#' $(1) > "$$work/head"; \
sed -n 's/^#: *\([^ ]*\) .*/\1/p' "$$work/head" | "$$uv" pip compile - $(2) --quiet --no-config \
	--universal --python-version 3.11 --only-binary :all: --generate-hashes --no-header \
	> "$$work/body"; \
{ cat "$$work/head"; echo; cat "$$work/body"; } > $(1)
endef

.PHONY: clean
clean: ## Remove what make made; the data of an installation (var/) stays
	rm -rf .venv node_modules app/web/static/vendor .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip is the last thing venv makes: where it stands, the environment is whole.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Simpul needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version)"; exit 1; }
	@echo "Making .venv"
	@$(PYTHON) -m venv .venv || { echo "On Debian: apt-get install python3-venv"; exit 1; }

$(RUNTIME): | $(BIN)/pip
	@echo "Installing the packages of requirements.txt (about a minute the first time)"
	@$(PIP) -r requirements.txt
	@rm -f .venv/.runtime-*; touch $@

$(TESTING): | $(BIN)/pip
	@echo "Installing the packages of tests/requirements.txt"
	@$(PIP) -r tests/requirements.txt
	@rm -f .venv/.testing-*; touch $@

# The browser of the screen tests. Without it they are skipped, which CI counts as a failure.
.PHONY: chromium
chromium:
	@if command -v chromium-headless-shell > /dev/null || command -v chromium > /dev/null; then exit 0; \
	elif [ "$$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then \
		echo "No Chromium: browser tests are skipped. On Debian: sudo apt-get install chromium-headless-shell"; \
	else \
		echo "Installing Chromium for the browser tests"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get -qq update < /dev/null && apt-get -qq install -y --no-install-recommends \
			chromium-headless-shell fonts-liberation < /dev/null > /dev/null \
			|| echo "Chromium could not be installed: browser tests are skipped"; \
	fi
