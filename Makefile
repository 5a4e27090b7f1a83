# The two commands a new machine needs: `make site` and `make test`. Each sets up what it lacks.
PYTHON ?= python3
PY := .venv/bin/python
# whatever the machine says: a library is compiled when it is first imported, and stays compiled
unexport PYTHONDONTWRITEBYTECODE
# the cache stands in the project, so that `make clean` empties it
export BLOGKIT_CACHE ?= $(CURDIR)/.cache

.DEFAULT_GOAL := help
.PHONY: help site check fix serve test quick promote lint bench measure soak lock clean
# two targets at once would set up one environment twice
.NOTPARALLEL:

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

site: set-up-site ## run the posts, redraw the figures, render the blog into public/
	$(PY) build_site.py build

check: set-up-site ## the gate for CI: do the posts still say what their code shows?
	$(PY) build_site.py check

fix: set-up-site ## accept what the code shows: rewrite broken claims, redraw figures
	$(PY) build_site.py fix

serve: set-up-site ## preview on http://127.0.0.1:1313, reloading on every save
	$(PY) build_site.py serve

test: set-up-dev ## run all tests
	$(PY) -m pytest

quick: set-up-dev ## run the tests that start no kernel, browser, Hugo or cluster and rebuild no blog
	$(PY) -m pytest -m "not kernel and not browser and not hugo and not dask and not rebuild and not package and not slow"

promote: set-up-dev ## accept what is said of the documents in tests/claims; read the diff
	$(PY) -m pytest --promote tests/claims/test_cases.py
	git diff --stat tests/claims/cases

lint: set-up-dev ## style, types and the layers of the design
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/basedpyright
	.venv/bin/lint-imports

bench: set-up-bench ## measure speed and accuracy against the peers; tables go to bench/out/
	$(PY) -m bench

measure: set-up-bench ## time gradients anew for the first post; takes minutes
	$(PY) -m bench.measure

soak: set-up-bench ## the long forms of the tests of reliability: half an hour and more
	$(PY) -m bench.soak

lock: set-up-dev ## choose the newest allowed versions anew
	sh requirements/lock.sh

clean: ## remove the built site and all caches; the virtual environment stays
	rm -rf public .cache .pytest_cache .hypothesis .ruff_cache bench/out build *.egg-info
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# the script itself finds what is missing, stale or half made: no more than a few milliseconds
set-up-%:
	@PYTHON='$(PYTHON)' sh requirements/install.sh $*
