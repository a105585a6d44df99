# Every target sets up what it needs: a virtual environment in .venv from the pinned lock.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
SPARK  := $(VENV)/.ready-spark
DEMO   ?= demo
SCALE  ?= 0.05
SEED   ?= 20250602
PORT   ?= 8000
LOCK   := uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11

.PHONY: help demo serve test check bench bench-kinship bench-psi bench-web messages lock clean
.DEFAULT_GOAL := help

help: ## say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Repatria needs Python 3.11 or newer: make PYTHON=/path/to/python3 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "No venv module. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) from requirements-dev.lock (once) ..."
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

# Half a gigabyte, and only the tests and a cluster need it.
$(SPARK): requirements-spark.lock $(READY)
	@echo "Setting up Spark from requirements-spark.lock (once) ..."
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-spark.lock
	@touch $@

demo: $(READY) ## make an invented world, run the main job on it, serve it on loopback
	$(BIN)/repatria demo --folder $(DEMO) --scale $(SCALE) --seed $(SEED) --port $(PORT) $(DEMO_FLAGS)

serve: $(READY) ## serve the demo's case again
	$(BIN)/repatria serve $(DEMO)/case --port $(PORT)

test: $(READY) $(SPARK) ## run all tests
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

check: $(READY) $(SPARK) ## format, lint, types, walls, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -W error $(PYTEST_FLAGS)

bench: $(READY) ## measure speed and quality
	$(BIN)/python -m benchmarks

bench-kinship: $(READY) ## one likelihood ratio beside the peers', and a screen of 12,000 bodies and 60,000 families
	$(BIN)/python -m benchmarks.speed.kinship

bench-psi: $(READY) ## private comparison of 100,000 and 100,000, beside the peer
	$(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-bench-psi.lock
	$(BIN)/python -m benchmarks.speed.psi

bench-web: $(READY) ## p95 of the pages with 100,000 people, beside an empty view
	$(BIN)/python -m benchmarks.speed.web_pages

messages: $(READY) ## collect and compile the interface's translations (needs gettext)
	$(BIN)/python scripts/messages.py

lock: ## pin the dependencies again (needs uv)
	$(LOCK) --extra postgres pyproject.toml -o requirements.lock
	$(LOCK) --extra postgres --extra bench --extra browser --extra test --extra dev pyproject.toml -o requirements-dev.lock
	echo 'pyspark>=4.1,<5' | $(LOCK) --constraint requirements-dev.lock - -o requirements-spark.lock
	echo 'openmined.psi>=2.0.6,<3' | $(LOCK) --constraint requirements-dev.lock - -o requirements-bench-psi.lock

clean: ## remove what was set up and made
	rm -rf $(VENV) $(DEMO) .mypy_cache .pytest_cache .ruff_cache
