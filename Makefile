# Every target sets up what it needs by itself: nothing but Python 3.11+, make and the package registry is assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: run test test-slow check lint lock-check bench bench-copies bench-speed bench-pages clean

run: $(READY)
	@$(BIN)/naskh run

test: $(READY)
	$(BIN)/python -m pytest

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Naskh needs Python 3.11 or newer; say which: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)
