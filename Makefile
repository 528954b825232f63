# The two that matter: `make demo` and `make test`. Both set up whatever is missing first.
PYTHON := .venv/bin/python
ARGS ?=

.PHONY: help setup setup-test demo test check check-tools check-format check-lint check-types check-imports check-content bench screenshots palette voice authoring lock clean

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: ## Debian packages, .venv, fonts: all that running needs
	@bash deploy/setup.sh run

demo: setup ## broker, desk and kiosk together; ARGS=--once plays the scripted rescue and ends
	@$(PYTHON) main.py demo $(ARGS)

setup-test:
	@bash deploy/setup.sh test

test: setup-test ## the whole test suite, two files at a time; ARGS="tests/journal -x" for a part
	@$(PYTHON) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup-test ## format, lint, types, import rules, content
	@$(MAKE) --no-print-directory --keep-going check-tools

check-tools: check-format check-lint check-types check-imports check-content

check-format:
	@.venv/bin/ruff format --check .

check-lint:
	@.venv/bin/ruff check .

check-types:
	@.venv/bin/mypy

check-imports:
	@.venv/bin/lint-imports

check-content:
	@$(PYTHON) main.py check

bench: setup-test ## medians and p99 beside the floor of the same run
	@$(PYTHON) -m bench $(ARGS)

screenshots: setup-test ## every kiosk screen into out/screenshots
	@$(PYTHON) -m tests.gallery out/screenshots $(ARGS)

palette: setup-test ## the pictures kept in docs/screens, made anew
	@$(PYTHON) -m tests.gallery out/palette --keep docs/screens

voice: ## makes the voice clips that are missing (large packages); ARGS=--again also those that check refuses
	@bash deploy/setup.sh voicebuild
	@$(PYTHON) main.py voice build $(ARGS)

authoring: ## what the tools for authors need (main.py protocols); ARGS="card elderly_fall" runs one
	@bash deploy/setup.sh author
	@$(PYTHON) main.py protocols $(or $(ARGS),--help)

lock: setup-test ## writes the locks anew from requirements/*.in
	@command -v uv >/dev/null || { echo "lock: uv is needed (pip install uv)"; exit 2; }
	@requirements/lock.sh

clean: ## everything that can be made again, but .venv
	@rm -rf build out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
