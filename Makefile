# make run: install, fetch the weights, serve.   make test: check and test everything.
PYTHON ?= python3
PIP_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check install install-dev weights lock clean

run: $(VENV)/weights
	$(BIN)/python -m app serve

test: $(VENV)/dev $(VENV)/weights check
	$(BIN)/python -m pytest

check: $(VENV)/dev
	$(BIN)/ruff check app knowledge retrieval tests
	$(BIN)/mypy

install: $(VENV)/app
install-dev: $(VENV)/dev
weights: $(VENV)/weights

$(VENV)/app: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check $(PIP_ARGS) -r requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/dev: $(VENV)/app
	$(BIN)/python -m pip install --disable-pip-version-check $(PIP_ARGS) -e '.[dev]'
	touch $@

# Rebuilt when the knowledge changes; 'weights' itself leaves alone what is already there.
$(VENV)/weights: $(VENV)/app $(wildcard knowledge/*.yaml knowledge/cards/*.yaml knowledge/scenarios/*.jsonl)
	$(BIN)/python -m app weights
	touch $@

clean:
	rm -rf $(VENV) build *.egg-info
