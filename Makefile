# Two commands matter: `make run` (see what the library does) and `make test` (everything that must hold).
# Both make the environment in .venv first, if it is not there yet.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
EXTRAS := dev,notebooks,spss,excel,parquet

# One thread per process: the arrays are small, and two workers would only get in each other's way.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export PYDEVD_DISABLE_FILE_VALIDATION := 1
export PYTHONHASHSEED := 0
# Compiled modules are kept wherever this runs: without them each process compiles, and pytest rewrites, all anew.
export PYTHONDONTWRITEBYTECODE :=

NBVAL := $(BIN)/python -m pytest -p notebooks._light_start -c notebooks/pytest.ini --rootdir . notebooks --nbval --nbval-current-env \
	--nbval-sanitize-with notebooks/_sanitize.cfg --nbval-cell-timeout 60 \
	-n 2 --dist loadscope -p no:cacheprovider --durations=5

.PHONY: run test lint types layers unit nbval notebooks canary lab bench coverage data clean

run: $(STAMP)  ## fit both surveys, print the indices, write notebooks and figures to build/
	$(BIN)/python -m csmodels
	$(BIN)/python notebooks/build.py --html build

test: lint types layers unit nbval  ## everything that must hold

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

layers: $(STAMP)
	$(BIN)/lint-imports --no-cache

unit: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist worksteal --durations=5

nbval: $(STAMP)
	$(NBVAL)

notebooks: $(STAMP)  ## run all notebooks again and store their outputs; read the diff before committing
	$(BIN)/python notebooks/build.py

canary: $(STAMP)  ## prove that a wrong digit in any notebook is found
	CSMODELS_CANARY=all $(BIN)/python -m pytest tests/test_notebooks_can_fail.py

lab: $(STAMP)  ## JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=notebooks

# Peers live in an environment of their own; those that cannot be installed are reported as not installed.
BENCH := .venv-bench
BENCH_PIP := $(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
BENCH_PEERS = $(shell $(PYTHON) -c "import tomllib; \
	print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['bench'], sep='\n')")

$(BENCH)/.installed: pyproject.toml constraints.txt
	test -d $(BENCH) || $(PYTHON) -m venv $(BENCH)
	echo '*' > $(BENCH)/.gitignore
	$(BENCH_PIP) -e .
	for peer in $(foreach peer,$(BENCH_PEERS),'$(peer)'); do $(BENCH_PIP) "$$peer" || echo "left out: $$peer"; done
	touch $@

bench: $(BENCH)/.installed  ## csmodels beside its peers, one core (QUICK=--quick leaves out long jobs)
	$(BENCH)/bin/python -m benchmarks.run $(QUICK)

coverage: $(STAMP)  ## how often intervals hold the truth, 2,000 samples (some minutes)
	$(BIN)/python benchmarks/coverage.py
	$(BIN)/python benchmarks/coverage_likelihood.py
	$(BIN)/python benchmarks/coverage_linear_null.py

data: $(STAMP)  ## make the sample surveys again (byte for byte the same)
	$(BIN)/python datasets/make_datasets.py

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "csmodels needs Python 3.11 or newer; say which one: make PYTHON=python3.12 ..."; exit 1; }
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[$(EXTRAS)]"
	touch $@

clean:
	rm -rf build $(VENV) $(BENCH)
