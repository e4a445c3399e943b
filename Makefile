.DEFAULT_GOAL := help
.PHONY: help demo test test-all test-fast replay-month screenshots lint lock clean

PYTHON ?= python3
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
FOR ?=

help: ## What can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: ## Vault, mock portal, mail sink and agent, with all found browsers; FOR=90 ends it after 90 s
	@$(PYTHON) requirements/prepare.py demo
	@.venv/bin/enrollwatch demo $(if $(FOR),--for $(FOR))

test: .prepared-dev ## Everything: lint and types, and one pytest process a tier
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@$(PY) -m tests.tiers usual

test-all: .prepared-dev ## The same, with every story and browser test on every browser, and every hostile text
	@$(PY) -m tests.tiers all

test-fast: .prepared-dev ## The tiers without browser and server, under a minute
	@$(PY) -m tests.tiers fast

screenshots: .prepared-dev ## Every page of the dashboard, phone and desktop, light and dark, into build/screenshots
	@$(PY) -m tests.dashboard.screenshots

SEED ?= 1

replay-month: .prepared-dev ## A seeded month through the agent: pages wanted, sent, false, missed; SEED=2 another
	@$(PY) -m tests.replay month $(SEED)

lint: .prepared-dev ## ruff and mypy --strict
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

.PHONY: .prepared-dev
.prepared-dev:
	@$(PYTHON) requirements/prepare.py dev

lock: .prepared-dev ## Lock files anew, from the ranges in pyproject.toml
	@.venv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		--extra build --extra demo pyproject.toml -o requirements/demo.txt
	@.venv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		--extra dev -c requirements/demo.txt pyproject.toml -o requirements/dev.txt

clean: ## Take away what was built, but not the demo's data
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache
