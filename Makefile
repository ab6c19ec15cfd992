# `make demo` and `make test` set everything up themselves; PYTHON picks the interpreter.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SOURCES := src tools templates generator store finetune tests benchmarks examples

.PHONY: demo test check format slow tools-real grounding snips dedup-scale clean install

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "callwright needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all,dev]'
	touch $@

demo: install  ## tools -> dataset -> student -> report, on the embedded defaults
	$(BIN)/callwright run tools/office.json --count 6000 --out out/demo

test: install  ## the tests
	$(BIN)/python -m pytest -n auto --dist loadfile

check: install  ## format, lint, strict types, tests
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist loadfile

format: install
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

tools-real: install  ## reads the real tool files of a folder: DATA=../shared/data
	$(BIN)/python benchmarks/read_tools.py $(or $(DATA),../shared/data)

grounding: install  ## how well the validator tells made-up values from said ones, and what of swapped values it catches
	$(BIN)/python benchmarks/grounding.py
	$(BIN)/callwright generate tools/office.json --count 2000 --out out/mutations --quiet
	$(BIN)/callwright dataset --store out/mutations/callwright.duckdb --count 2000 --out out/mutations/dataset
	$(BIN)/python benchmarks/mutations.py out/mutations/dataset/train.jsonl

snips: install  ## requests people wrote, never trained on: DATA=../shared/data MODEL=a student's folder
	$(BIN)/python benchmarks/snips.py $(or $(DATA),../shared/data) $(if $(MODEL),--model $(MODEL))

dedup-scale: install  ## deduplication of 10k, 100k and 1M rows of our own generator (generating 1M takes an hour and more); ROWS="10000"
	$(BIN)/python benchmarks/duplicates.py --rows $(or $(ROWS),10000 100000 1000000)

slow: install  ## tests that train for minutes
	$(BIN)/python -m pytest -m slow

clean:
	rm -rf $(VENV) out build dist *.egg-info src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
