# Everything that one does with Burrow. `make run` and `make test` set up what they need.

# The first Python 3.11 or 3.12 that can make a virtual environment. Every folder of PATH is tried,
# and pyenv's own: its shims refuse what .python-version (there for Heroku) does not name.
# Another one: make run PYTHON=/path/to/python3.12
PYTHON ?= $(shell \
	IFS=:; for name in python3.11 python3.12 python3; do \
	for folder in $$PATH $${PYENV_ROOT:-$$HOME/.pyenv}/versions/3.1[12].*/bin; do \
		"$$folder/$$name" -c \
			'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' \
			2>/dev/null && echo "$$folder/$$name" && exit; \
	done; done)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help install run demo test soak check format bench lock clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | \
		awk -F ':.*## ' '{ printf "  make %-8s  %s\n", $$1, $$2 }'

install: .venv/dev.stamp ## set up everything, for development

run: .venv/local.stamp ## run all of Burrow here, with a Slack workspace in the browser
	@$(BIN)/python -m dev $(ARGS)

demo: .venv/local.stamp ## hold a scripted conversation with it in the terminal
	@$(BIN)/python -m dev demo $(ARGS)

# Three at a time: the tests mostly wait for processes. By file: the tests of one share servers.
test: .venv/dev.stamp ## run the tests, the long fault runs excepted
	@$(PYTEST) -m "not soak" -n 3 --dist loadfile $(ARGS)

soak: .venv/dev.stamp ## run the long fault runs
	@$(PYTEST) -m soak --timeout 3600 $(ARGS)

check: .venv/dev.stamp ## check format, lint, types, import contracts and content
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m glossary
	$(BIN)/python -m jobs check
	$(BIN)/python -m consumer check

format: .venv/dev.stamp ## format, and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/dev.stamp ## measure against other gateways and queues
	@$(BIN)/python -m benchmarks $(ARGS)

lock: ## pin the newest versions that pyproject.toml allows (needs uv)
	$(LOCK) -o requirements.txt
	$(LOCK) --extra local -c requirements.txt -o requirements-local.txt
	$(LOCK) --extra local --extra dev -c requirements-local.txt -o requirements-dev.txt

clean: ## remove the environment, caches and the local run's state
	rm -rf .venv .burrow .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --quiet --upgrade

# The stamps make the second call instant, and a changed list of requirements install again.
.venv/local.stamp: requirements-local.txt | $(BIN)/python
	@echo "Installing what Burrow needs to run here (once) ..."
	@$(PIP) -r requirements-local.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt | $(BIN)/python
	@echo "Installing what the tests need (once) ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@ .venv/local.stamp

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
		echo "No Python 3.11 or 3.12 with venv was found on PATH."; \
		echo "Install one (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install"; \
		echo "python@3.12), or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; \
		exit 1; } >&2
	@"$(PYTHON)" -m venv --clear .venv || { rm -rf .venv; exit 1; }
