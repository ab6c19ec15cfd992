# `make demo` and `make test` set everything up themselves; PYTHON picks the interpreter.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SOURCES := src tools templates generator store finetune tests benchmarks examples

.PHONY: demo test check format slow tools-real grounding validate-speed caught effects dedup-scale snips offline single-calls
.PHONY: samples human handwritten live teacher-speed clean install

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "callwright needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all,dev]'
	touch $@

demo: install  ## tools -> dataset -> student -> report, on the embedded defaults
	$(BIN)/callwright run tools/office.json --count 12000 --out out/demo

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

offline: install  ## the offline teacher: traces a second and the share of each stage, how varied the requests are
	$(BIN)/python benchmarks/offline.py

samples: install  ## forty random conversations of five toolsets, written to docs/samples.md
	$(BIN)/python benchmarks/samples.py

single-calls: install  ## a single call for every tool of real MCP servers, or the reason: DATA=../shared/data
	$(BIN)/python benchmarks/single_calls.py $(or $(DATA),../shared/data)/mcp_tools.jsonl

validate-speed: install  ## traces a second, cost of each rule, and the same check with jsonschema and pydantic
	$(BIN)/callwright generate tools/office.json --count 2000 --out out/speed --quiet
	$(BIN)/callwright dataset --store out/speed/callwright.duckdb --count 2000 --out out/speed/dataset
	$(BIN)/python benchmarks/validate.py out/speed/dataset/train.jsonl
caught: install  ## what the validator catches of mistakes that the mock teacher makes on purpose
	$(BIN)/python benchmarks/caught_faults.py

snips: install  ## requests people wrote, never trained on: DATA=../shared/data MODEL=a student's folder
	$(BIN)/python benchmarks/snips.py $(or $(DATA),../shared/data) $(if $(MODEL),--model $(MODEL))

human: install  ## students that saw no human request, measured on human requests, with a learning curve (an hour and more): DATA=../shared/data SIZES=500,2000,16000 STEPS=12800
	$(BIN)/python benchmarks/human.py $(or $(DATA),../shared/data) --sizes $(or $(SIZES),500,2000,16000) --steps $(or $(STEPS),12800)

handwritten: install  ## requests written by hand beside the template split: MODEL=a student's folder, DATA=the dataset it was trained on
	$(BIN)/callwright eval --data $(or $(DATA),out/demo/dataset)/test.jsonl --limit 600 --tools tools/office.json --model $(or $(MODEL),out/demo/student) --constrained
	$(BIN)/callwright eval --data tests/data/handwritten.jsonl --tools tools/office.json --model $(or $(MODEL),out/demo/student) --train $(or $(DATA),out/demo/dataset)/train.jsonl --constrained

effects: install  ## which changes of a call `executed_match` takes for no change
	$(BIN)/callwright generate tools/office.json --count 2000 --out out/effects --quiet
	$(BIN)/callwright dataset --store out/effects/callwright.duckdb --count 2000 --out out/effects/dataset
	$(BIN)/python benchmarks/effects.py out/effects/dataset/train.jsonl

dedup-scale: install  ## deduplication of 10k, 100k and 1M rows of our own generator (generating 1M takes 20 minutes); ROWS="10000"
	$(BIN)/python benchmarks/duplicates.py --rows $(or $(ROWS),10000 100000 1000000)

live: install  ## a small run with a real teacher, for whoever has a key: MODEL=gpt-4.1-mini, URL=a base URL, COUNT=40, MAX_COST=0.50
	@test -n "$$OPENAI_API_KEY$(URL)" || { echo "set OPENAI_API_KEY, or URL= to a server of your own"; exit 2; }
	$(BIN)/callwright estimate tools/office.json --count 5000 --teacher $(or $(MODEL),gpt-4.1-mini) $(if $(URL),--base-url $(URL)) \
	  $(if $(URL),,--max-cost $(or $(MAX_COST),0.50)) --out out/live
	$(BIN)/callwright generate tools/office.json --count $(or $(COUNT),40) --teacher $(or $(MODEL),gpt-4.1-mini) $(if $(URL),--base-url $(URL)) \
	  $(if $(URL),,--max-cost $(or $(MAX_COST),0.50)) --out out/live
	$(BIN)/callwright audit --store out/live/callwright.duckdb

teacher-speed: install  ## what a teacher over the network costs the client: RIVALS=a python that has curator or distilabel
	$(BIN)/python benchmarks/teacher.py $(if $(RIVALS),--rivals $(RIVALS))

slow: install  ## tests that train for minutes
	$(BIN)/python -m pytest -m slow

clean:
	rm -rf $(VENV) out build dist *.egg-info src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
