# `make run` and `make test` do everything on a machine that has Python 3.11-3.13, git and make.
# PYTHON chooses the interpreter: make run PYTHON=python3.12

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# One process a core: the browsers keep them busy. A file's tests stay together, for what they share.
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

.PHONY: help run test test-all check browser pictures space clean

help:
	@echo "make run       start the app at http://localhost:8501"
	@echo "make test      linters, types and every quick test"
	@echo "make test-all  the same with the slow tests"
	@echo "make pictures  photograph and film the app anew for the README"
	@echo "make space SPACE=folder   assemble a Docker Space for Hugging Face"
	@echo "make clean     remove the virtual environment and the caches"

run: $(VENV)/.runtime
	$(BIN)/streamlit run app.py

test: check browser
	$(PYTEST) -m "not slow"

test-all: check browser
	$(PYTEST)

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

browser: $(VENV)/.dev
	scripts/ensure_browser.sh $(BIN)/python

pictures: browser
	$(BIN)/python -m scripts.screenshot
	$(BIN)/python -m scripts.animation

space: $(VENV)/.runtime
	$(BIN)/python -m scripts.space $(SPACE)

$(VENV)/.venv:
	scripts/make_venv.sh $(PYTHON) $(VENV)
	touch $@

$(VENV)/.runtime: requirements.txt | $(VENV)/.venv
	$(BIN)/python -m pip install -r requirements.txt
	touch $@

$(VENV)/.dev: requirements.txt requirements-train.txt requirements-dev.txt | $(VENV)/.venv
	$(BIN)/python -m pip install -r requirements-dev.txt
	touch $@ $(VENV)/.runtime

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
