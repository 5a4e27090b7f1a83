#!/bin/sh
# pyproject.toml -> hashed requirement files that name no index, then the hashes of what installs them
set -eu
PATH="$PWD/.venv/bin:$PATH"
lock() {
    uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
        --no-annotate --no-header --quiet "$@"
}
first_post='--extra calculus --extra formulas --extra pages --extra search'
lock pyproject.toml -o requirements/site.txt $first_post --upgrade
lock pyproject.toml -o requirements/dev.txt --group dev --extra dask $first_post -c requirements/site.txt
lock pyproject.toml -o requirements/bench.txt --group dev --group bench --extra dask $first_post -c requirements/dev.txt
printf 'pip\nuv\n' | lock - -o requirements/installers.txt -c requirements/dev.txt --upgrade
