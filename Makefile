# `make` prints the commands. PYTHON selects the interpreter, VENV the folder of the environment.
PYTHON ?= python3
VENV ?= .venv
JOBS ?= 2
CORPUS ?= tests/corpus/documents
DOCUMENTS ?=
FUZZ_CASES ?= 10000
FUZZ_SEED ?= 0
FUZZ_FIRST ?= 0
FUZZ ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-virtualenv
LOCKED := $(PIP) --require-hashes --requirement
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet
# tests start many processes; without byte code, each would compile all of its imports
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest

GENERATE_ENV := $(VENV)/.generate.stamp
SERVE_ENV := $(VENV)/.serve.stamp
DEV_ENV := $(VENV)/.dev.stamp

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help generate check serve test test-fast fuzz corpus whole corpus-twice docs lint type checkers fmt runtime update-snapshots lock wheel clean

help: ## Print the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

generate: $(GENERATE_ENV) ## Write generated/ from spec/ (makes .venv on the first run)
	@$(BIN)/codegen generate

check: $(GENERATE_ENV) ## Fail with a diff if generated/ is not up to date with spec/
	@$(BIN)/codegen check

serve: $(SERVE_ENV) ## Serve examples/promotion_service (PORT, HOST, WORKERS, DATABASE_URL, API_KEY)
	PYTHONPATH=generated:examples $(BIN)/python -m promotion_service

test: $(DEV_ENV) ## Run all tests
	$(PYTEST) --numprocesses $(JOBS) --dist worksteal

test-fast: $(DEV_ENV) ## Run the fast tests, with fewer examples per property
	$(PYTEST) --numprocesses $(JOBS) --dist worksteal -m "not slow"

fuzz: $(DEV_ENV) ## Run FUZZ_CASES random cases of each property (FUZZ_SEED, FUZZ_FIRST, FUZZ=file; documents of CORPUS)
	CORPUS=$(CORPUS) FUZZ_CASES=$(FUZZ_CASES) FUZZ_SEED=$(FUZZ_SEED) FUZZ_FIRST=$(FUZZ_FIRST) \
		$(PYTEST) tests/fuzz --numprocesses $(JOBS) --dist worksteal -k "$(FUZZ)"

corpus: $(DEV_ENV) ## Generate, import, type-check and call every document of CORPUS (a folder); write corpus.md
	$(BIN)/python -m tests.support.corpus $(CORPUS) --jobs $(JOBS) --table corpus.md
	CORPUS=$(CORPUS) CORPUS_ALL=1 $(PYTEST) tests/corpus tests/diff/test_promotion_codes.py --numprocesses $(JOBS)

whole: $(DEV_ENV) ## Check types, imports and operations of large packages, and those of DOCUMENTS (files)
	DOCUMENTS="$(DOCUMENTS)" $(PYTEST) tests/shop --numprocesses $(JOBS)

corpus-twice: $(DEV_ENV) ## Generate every document of CORPUS twice, with another order and hash seed, and compare
	$(BIN)/python -m tests.support.corpus_digests --compare $(CORPUS)

docs: $(DEV_ENV) ## Build site/ from docs/, with links checked, and run the code of its pages
	$(BIN)/python scripts/stage_docs.py
	NO_COLOR=1 $(BIN)/zensical build --strict --clean
	DOCS=1 $(PYTEST) tests/docs --numprocesses $(JOBS)

lint: $(DEV_ENV) ## Check rules and format (ruff)
	$(BIN)/ruff check
	$(BIN)/ruff format --check codegen runtime scripts tests

type: $(DEV_ENV) ## Check types: generator, runtime and output (mypy), runtime and output (basedpyright)
	$(BIN)/mypy
	$(BIN)/basedpyright --project pyproject.toml --pythonpath $(BIN)/python

checkers: $(DEV_ENV) ## Check types: runtime, generated/ and packages of all golden cases (pyright, pyrefly, ty, zuban)
	$(BIN)/python -m tests.support.checkers

fmt: $(DEV_ENV) ## Format, and apply the fixes of ruff
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format codegen runtime scripts tests

runtime: $(DEV_ENV) ## Generate runtime/client/_sync from runtime/client/_async
	$(BIN)/python scripts/sync_runtime.py

update-snapshots: $(DEV_ENV) ## Rewrite golden files, generated pages of docs/, and generated/
	$(BIN)/codegen explain --markdown > docs/diagnostics.md
	$(BIN)/codegen explain --config-schema > docs/config.schema.json
	$(BIN)/python -m tests.support.diff_checks
	$(BIN)/python -m tests.support.cli_page
	$(BIN)/codegen generate
	$(PYTEST) tests/test_cases.py tests/bad --update-snapshots
	$(PYTEST) tests/test_openapi_support.py --update-snapshots

lock: $(DEV_ENV) ## Resolve and lock the dependencies
	$(COMPILE) --group build --output-file requirements/generate.txt
	$(COMPILE) --group dev --constraint requirements/generate.txt --output-file requirements/dev.txt

wheel: $(DEV_ENV) ## Build dist/*.whl: spec-codegen and spec-codegen-runtime
	$(BIN)/python -m build --no-isolation --wheel .
	$(BIN)/python -m build --no-isolation --wheel --outdir dist runtime

clean: ## Remove the environment, caches and builds
	rm -rf $(VENV) site .site .cache dist runtime/dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .fuzz
	find codegen runtime generated tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(GENERATE_ENV): requirements/generate.txt pyproject.toml | $(VENV)/bin/python
	$(LOCKED) requirements/generate.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(SERVE_ENV): examples/promotion_service/requirements.txt | $(VENV)/bin/python
	$(PIP) --requirement examples/promotion_service/requirements.txt
	@touch $@

$(DEV_ENV): requirements/dev.txt $(GENERATE_ENV)
	$(LOCKED) requirements/dev.txt
	@touch $@
