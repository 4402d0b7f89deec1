VENV := .venv
PYTHON := $(VENV)/bin/python
PACKAGES := $(VENV)/.packages-installed
SQL_LINT := $(VENV)/lint-sql
PEERS := $(VENV)/peers
SUPERSET := $(VENV)/superset
READERS := $(VENV)/readers $(VENV)/oldest-duckdb
METRICS := $(VENV)/metrics
BROWSER := $(VENV)/browser
SPARK := $(VENV)/spark
# twice the cores that a small machine has: tests wait for processes, locks and the disk
PYTEST := $(PYTHON) -m pytest -q -n 4 --dist loadfile --no-loadscope-reorder

# a module is compiled once, and not by each of the processes that a run or the tests start
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run spark-run dev docs superset test tests test-fast test-slow lint lint-sql types peers metrics lock clean

run: $(PACKAGES)  ## Land what is new, build, check and publish
	$(PYTHON) -m orchestration run

spark-run: $(PACKAGES) $(SPARK)/.installed  ## The same, with the models built by a Spark cluster that is started for it
	COMPLAINTS_ENGINE=spark $(PYTHON) -m orchestration run

dev: $(PACKAGES)  ## Open the Dagster UI on http://localhost:3000
	$(PYTHON) -m orchestration dev

superset: $(PACKAGES) $(SUPERSET)/.installed  ## Open the dashboards on http://localhost:8088
	$(PYTHON) -m bi.superset

docs: $(PACKAGES)  ## Write the pages about what is published
	$(VENV)/bin/complaints docs

test: lint tests  ## Lint, and run the tests

test-fast: lint  ## Lint, check the types, and run the tests that start neither dbt nor a run: for while you edit
	$(MAKE) --no-print-directory --jobs 2 types tests MARKED='-m "not slow and not job"'

tests: $(PACKAGES)
	$(PYTEST) $(MARKED)

test-slow: $(PACKAGES) $(READERS:%=%/.installed) $(SUPERSET)/.installed $(METRICS)/.installed $(BROWSER)/.installed $(SPARK)/.installed  ## Run the tests that take longer
	TESTS_DRAW=all $(PYTEST) -m "slow or drawn"

lint: $(PACKAGES)  ## Check the style of the Python code
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

lint-sql: $(SQL_LINT)/.installed  ## Check the style of the models and their tests
	$(SQL_LINT)/bin/sqlfluff lint --processes 2 --disable-progress-bar dbt_project/models dbt_project/tests

peers: $(PACKAGES) $(PEERS)/.installed  ## Measure what people would use instead
	$(PYTHON) -m benchmarks.peers --python $(PEERS)/bin/python

metrics: $(PACKAGES) $(METRICS)/.installed  ## Set up MetricFlow, and list the metrics of the newest release
	$(PYTHON) -m orchestration.cli metrics list metrics

types: $(PACKAGES)  ## Check the types of the Python code, at mypy's strict level
	$(VENV)/bin/mypy

lock:  ## Pin every dependency with hashes; needs uv
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		--group dev --output-file requirements.lock pyproject.toml
	for group in browser lint-sql metrics peers readers oldest-duckdb spark superset; do \
		uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
			--group $$group --output-file requirements-$$group.lock || exit 1; \
	done

$(PACKAGES): requirements.lock pyproject.toml
	python3 -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version if sys.version_info < (3, 11) else 0)'
	python3 -m venv $(VENV)
	# the lock is complete; without --no-deps pip wants the extras that it leaves out pinned once more
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	# the command `complaints`, running the code of this checkout
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	# every home takes over what is parsed here
	$(PYTHON) -m orchestration.warehouse
	touch $(PACKAGES)

# environments of their own, within that of the warehouse
$(SQL_LINT)/.installed $(PEERS)/.installed $(SUPERSET)/.installed $(READERS:%=%/.installed) $(METRICS)/.installed $(BROWSER)/.installed $(SPARK)/.installed: $(VENV)/%/.installed: requirements-%.lock
	python3 -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement $<
	touch $@

help:  ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

clean:  ## Remove the virtual environment; data stays
	rm -rf $(VENV)
