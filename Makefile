# The two commands a new machine needs: `make site` and `make test`. Each sets up what it lacks.
PYTHON ?= python3
PY := .venv/bin/python
# of the machine's choice: the packages are compiled at installation, and stay compiled
unexport PYTHONDONTWRITEBYTECODE
# the cache stands in the project, so that `make clean` empties it
export BLOGKIT_CACHE ?= $(CURDIR)/.cache

.DEFAULT_GOAL := help
.PHONY: help site check fix serve test lint bench lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

site: .venv/site ## run the posts, redraw the figures, render the blog into public/
	$(PY) build_site.py build

check: .venv/site ## the gate for CI: do the posts still say what their code shows?
	$(PY) build_site.py check

fix: .venv/site ## accept what the code shows: rewrite broken claims, redraw figures
	$(PY) build_site.py fix

serve: .venv/site ## preview on http://127.0.0.1:1313, reloading on every save
	$(PY) build_site.py serve

test: .venv/dev ## run all tests
	$(PY) -m pytest

lint: .venv/dev ## style, types and the layers of the design
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/basedpyright
	.venv/bin/lint-imports

bench: .venv/bench ## measure speed and accuracy against the peers; tables go to bench/out/
	$(PY) -m bench

lock: .venv/dev ## choose the newest allowed versions anew
	sh requirements/lock.sh

clean: ## remove the built site and all caches; the virtual environment stays
	rm -rf public .cache .pytest_cache .hypothesis .ruff_cache bench/out
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

.venv/pyvenv.cfg:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; echo 'cannot make a virtual environment; on Debian: apt-get install python3-venv' >&2; exit 1; }

# pip compiles each package to bytecode as it installs it
.venv/site .venv/dev .venv/bench: .venv/%: requirements/%.txt | .venv/pyvenv.cfg
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r $<
	touch $@
