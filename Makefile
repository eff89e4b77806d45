PYTHON ?= python3
BIN := .venv/bin

.PHONY: serve test test-browser bench bench-find bench-widget clean

serve: .venv/serve
	@$(BIN)/gunicorn --config python:api.server wsgi:app

test: .venv/test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --quiet --check . || { echo "Run $(BIN)/ruff format."; exit 1; }
	@imports=$$($(BIN)/lint-imports --no-cache) || { echo "$$imports"; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/pytest --ignore=tests/browser --numprocesses=auto --dist=worksteal

# Separate, because a browser takes longer than anyone waits for while working.
test-browser: .venv/test
	@$(BIN)/pytest tests/browser

bench: .venv/serve .venv-bench/bench
	@$(BIN)/python -m bench.http

bench-find: .venv/serve .venv-bench/bench
	@$(BIN)/python -m bench.find

bench-widget: .venv/test
	@$(BIN)/python -m bench.widget

# One stamp per set of extras. A changed pin in setup.cfg installs again.
.venv/serve: setup.cfg pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing Lemma into .venv ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/test: .venv/serve
	@echo "Installing the test extras ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

# Separate from .venv, because the peers install a pytest plugin and packages that Lemma must not need.
.venv-bench/bench: setup.cfg pyproject.toml
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@echo "Installing the peers into .venv-bench ..."
	@.venv-bench/bin/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

clean:
	rm -rf .venv .venv-bench var
