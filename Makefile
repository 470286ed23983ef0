# Every target sets up what it needs by itself: nothing but Python 3.11+, make and the package registry is assumed.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
# Bounds beside the lock: what changes them makes a new environment.
INPUTS := requirements.lock pyproject.toml

.PHONY: run test check lint lock-current lock bench bench-copies bench-pages bench-speed clean

run: $(READY)
	@$(BIN)/naskh run

test: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: lint test

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: bench-copies bench-pages bench-speed

bench-copies bench-pages bench-speed: bench-%: $(READY)
	$(BIN)/python -m benchmarks.$*

# The lock is resolved by uv, in an environment of its own.
UV := $(VENV)-uv/bin/uv
RESOLVE = $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	--python-version 3.11 --extra dev pyproject.toml

$(UV):
	$(PYTHON) -m venv $(VENV)-uv
	$(VENV)-uv/bin/python -m pip install --quiet 'uv>=0.5,<1'

lock: $(UV)
	$(RESOLVE) --output-file requirements.lock

# Resolving with the lock as a start keeps what still fits: a difference means that pyproject.toml moved on.
lock-current: $(UV)
	cp requirements.lock $(VENV)-uv/lock-check.txt
	$(RESOLVE) --output-file $(VENV)-uv/lock-check.txt
	diff -u requirements.lock $(VENV)-uv/lock-check.txt

$(READY): $(INPUTS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Naskh needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@# The lock names all that is needed; the pip of a fresh Python 3.11 stumbles over lxml's extra when it resolves anew.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

clean:
	rm -rf $(VENV) $(VENV)-uv .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
