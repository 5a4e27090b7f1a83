#!/bin/sh
# pyproject.toml -> hashed requirement files that name no index. Needs uv: pip install uv
set -eu
lock() { uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet "$@"; }
lock -o requirements/site.txt --upgrade
lock -o requirements/dev.txt --group dev --extra dask -c requirements/site.txt
lock -o requirements/bench.txt --group dev --group bench --extra dask -c requirements/dev.txt
