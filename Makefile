# Every target sets up what it needs by itself: nothing but Python 3.11+, make and the package registry is assumed.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# One environment that grows: running needs a fifth less on disk than testing and checking (455 MB and 561).
READY := $(VENV)/ready
READY_DEV := $(VENV)/ready-dev
READY_SPARK := $(VENV)-spark/ready

.PHONY: run shell page-readers test test-slow test-spark check lint lock-current lock pictures bench bench-copies bench-pages bench-speed bench-cold bench-web bench-front-pages bench-visiting promises fuzz audit dist clean

run: $(READY)
	@$(BIN)/naskh run --serve

shell: $(READY)
	@echo "A shell that finds the command \`naskh\`; \`exit\` leaves it."
	@PATH="$(abspath $(BIN)):$$PATH" "$${SHELL:-/bin/sh}"

# PKG: the name of a package, to run its tests alone.
test: $(READY_DEV)
ifdef PKG
	@found=$$(find tests -type d -path '*/$(PKG)'); \
	if [ -z "$$found" ]; then echo "There is no folder $(PKG) in tests/: name one, as in make test PKG=reading"; exit 2; fi; \
	$(BIN)/python -m pytest -n 2 --dist loadfile $$found
else
	$(BIN)/python -m pytest -n 2 --dist loadfile
endif

# What kills processes at random, drives a browser or waits for long.
test-slow: $(READY_DEV)
	$(BIN)/python -m pytest -n 2 --dist loadfile -m slow
	NASKH_FUZZ_EXAMPLES=2000 $(BIN)/python -m pytest -n 2 tests/benchmarks/test_fuzz_targets.py

# The extra `spark`, 800 MB, in an environment of its own. Its tests skip where there is no Java.
test-spark: $(READY_SPARK)
	$(VENV)-spark/bin/python -m pytest -m "slow or not slow" tests/spark tests/crawler/test_parquet.py tests/pipelines/exporting

check: lint test

lint: $(READY_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: bench-copies bench-pages bench-speed bench-cold bench-web bench-front-pages bench-visiting

bench-front-pages: $(READY_DEV)
	$(BIN)/python -m benchmarks.front_pages --write

# Readers that one table has beside ours, with what they need beyond our own packages: none of ours is changed by them.
bench-pages: page-readers
page-readers: $(READY_DEV)
	@$(INSTALL) 'newspaper4k>=0.9.6,<0.10' 'resiliparse>=2,<3' 'fastwarc>=2,<3' beautifulsoup4 soupsieve pillow nltk joblib tqdm \
		jieba tinysegmenter || echo "newspaper4k and resiliparse could not be installed: the tables are without them"

# `make bench-pages ABLATE=1`: what each optional reading of a page gains and costs.
bench-copies bench-pages bench-speed bench-cold bench-web: bench-%: $(READY_DEV)
	$(BIN)/python -m benchmarks.$(if $(and $(ABLATE),$(filter pages,$*)),ablation,$*)

# Some minutes; `python -m benchmarks.visiting --live 10 --write` watches 500 sample sources with a daemon.
bench-visiting: $(READY_DEV)
	$(BIN)/python -m benchmarks.visiting --write

# About an hour; `python -m benchmarks.promises --only NAME` tries one. Some want root: a network and a disk of their own.
promises: $(READY_DEV)
	$(BIN)/python -m benchmarks.promises

# Ten minutes; atheris is no requirement of ours. FUZZ=60: another number of seconds.
fuzz: $(READY_DEV)
	@$(BIN)/python -m pip install $(QUIET) 'atheris>=2.3,<4'
	$(BIN)/python -m benchmarks.fuzz --seconds $(or $(FUZZ),600)

# Known weaknesses of what running needs, from PyPI's list: it wants the network, and says which packages it could not ask
# about. SECURITY.md answers each finding.
audit:
	@$(PYTHON) -m venv $(VENV)-audit
	@$(VENV)-audit/bin/python -m pip install $(QUIET) 'pip-audit>=2.7,<3'
	$(VENV)-audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

# The README's pictures, from the sample newswire; needs Debian's chromium.
pictures: $(READY_DEV)
	$(BIN)/python docs/pictures.py

# A wheel and a source archive in dist/, the same bytes each time for one commit, and tried in a clean environment.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1577836800)
dist: export SOURCE_DATE_EPOCH := $(SOURCE_DATE_EPOCH)
dist: $(READY)
	@rm -rf dist $(VENV)-dist
	@$(BIN)/python -m hatchling build -d dist
	@echo "Trying the wheel in a clean environment ..."
	@$(PYTHON) -m venv $(VENV)-dist
	@$(VENV)-dist/bin/python -m pip install $(QUIET) --no-deps --require-hashes -r requirements.lock
	@$(VENV)-dist/bin/python -m pip install $(QUIET) --no-deps --no-index dist/*.whl
	@$(VENV)-dist/bin/python -P deploy/check_dist.py
	@rm -rf $(VENV)-dist
	@cd dist && sha256sum *

# The locks are resolved by uv, in an environment of its own: another version may write them otherwise. What it keeps is
# there, too: a home may be read-only. The one for running comes first and bounds the other.
UV := $(VENV)-uv/bin/uv
RESOLVE = $(UV) pip compile --quiet --cache-dir $(VENV)-uv/cache --universal --generate-hashes --no-emit-index-url --no-header \
	--python-version 3.11 --extra build pyproject.toml
RESOLVE_DEV = $(RESOLVE) --extra dev --constraint requirements.lock
RESOLVE_SPARK = $(RESOLVE) --extra dev --extra spark --constraint requirements-dev.lock

$(UV):
	@echo "Installing uv into $(VENV)-uv ..."
	@$(PYTHON) -m venv $(VENV)-uv
	@$(VENV)-uv/bin/python -m pip install $(QUIET) 'uv==0.13.9'

lock: $(UV)
	$(RESOLVE) --output-file requirements.lock
	$(RESOLVE_DEV) --output-file requirements-dev.lock
	$(RESOLVE_SPARK) --output-file requirements-spark.lock

# Resolving with the locks as a start keeps what still fits: a difference means that pyproject.toml moved on.
lock-current: $(UV)
	@cp requirements.lock requirements-dev.lock requirements-spark.lock $(VENV)-uv
	$(RESOLVE) --output-file $(VENV)-uv/requirements.lock
	@diff -u requirements.lock $(VENV)-uv/requirements.lock
	$(RESOLVE_DEV) --output-file $(VENV)-uv/requirements-dev.lock
	@diff -u requirements-dev.lock $(VENV)-uv/requirements-dev.lock
	$(RESOLVE_SPARK) --output-file $(VENV)-uv/requirements-spark.lock
	@diff -u requirements-spark.lock $(VENV)-uv/requirements-spark.lock

# A registry may be slow.
export PIP_DEFAULT_TIMEOUT ?= 60
export PIP_RETRIES ?= 10
export UV_HTTP_TIMEOUT ?= 120

# On a terminal pip shows what it loads; elsewhere a line for each step is enough.
QUIET = --disable-pip-version-check $$([ -t 2 ] || echo --quiet)
# A lock names all that is needed; the pip of a fresh Python 3.11 stumbles over lxml's extra when it resolves anew.
INSTALL = $(BIN)/python -m pip install $(QUIET) --no-deps

# The bounds in pyproject.toml stand beside the lock: a change of either installs again.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Naskh needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV), once:"
	@echo "  a Python environment ..."
	@$(PYTHON) -m venv $(VENV)
	@echo "  the $$(grep -c '^[a-z0-9]' requirements.lock) packages that running needs (half a minute or more) ..."
	@$(INSTALL) --require-hashes -r requirements.lock
	@echo "  Naskh itself ..."
	@$(INSTALL) --no-build-isolation -e .
	@touch $(READY)

$(READY_DEV): $(READY) requirements-dev.lock
	@echo "Adding to $(VENV), once:"
	@echo "  what tests and checks need (half a minute or more) ..."
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $(READY_DEV)

$(READY_SPARK): requirements-spark.lock pyproject.toml
	@echo "Setting up $(VENV)-spark, once (pyspark is 500 MB) ..."
	@$(PYTHON) -m venv $(VENV)-spark
	@$(VENV)-spark/bin/python -m pip install $(QUIET) --no-deps --require-hashes -r requirements-spark.lock
	@$(VENV)-spark/bin/python -m pip install $(QUIET) --no-deps --no-build-isolation -e .
	@touch $(READY_SPARK)

clean:
	rm -rf $(VENV) $(VENV)-uv $(VENV)-spark $(VENV)-audit fuzz-crashes .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
