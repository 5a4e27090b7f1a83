#!/bin/sh
# NAME -> the packages of requirements/NAME.txt in the virtual environment .venv, hashes checked, nothing built
# from source: by uv in seconds, where uv cannot be had by pip. From the project's folder:
#   sh requirements/install.sh site
set -eu
name=$1
python=${PYTHON:-python3}
lock=requirements/$name.txt
inside=.venv/bin/python
# stands in .venv from the first change to the last: a set-up that was interrupted leaves it there
begun=.venv/unfinished
log=.venv/set-up.log
by_hash='--no-deps --require-hashes --only-binary :all:'

say() { printf 'set-up: %s\n' "$*" >&2; }
stop() {
    say "$@"
    exit 1
}

# something was once installed to its end, nothing was begun since, and the interpreter still runs
whole() {
    [ ! -e "$begun" ] || return 1
    [ -e .venv/site ] || [ -e .venv/dev ] || [ -e .venv/bench ] || return 1
    "$inside" -c '' 2>/dev/null
}

no_venv() { stop "$python cannot make a virtual environment; on Debian: apt-get install python3-venv"; }

make_environment() {
    command -v "$python" >/dev/null ||
        stop "there is no $python; install Python 3.11 or newer, or name it: make PYTHON=python3.12"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "$python is too old, Python 3.11 or newer is needed; name it: make PYTHON=python3.12"
    [ ! -e .venv ] || say 'what stands in .venv is unfinished or broken, and is made anew'
    say '1/3 a virtual environment in .venv'
    rm -rf .venv
    mkdir .venv
    : >"$begun"
    "$python" -m venv --without-pip .venv >"$log" 2>&1 || no_venv
}

# one retry: who has no network is told so soon
pip() { "$inside" "$@" --disable-pip-version-check --retries 1 $by_hash 2>"$log"; }

# the wheel that `venv` would unpack; Debian keeps it in a folder of its own
carried_pip() {
    "$inside" -c '
import ensurepip, pathlib, sysconfig
folder = sysconfig.get_config_var("WHEEL_PKG_DIR") or pathlib.Path(ensurepip.__file__).with_name("_bundled")
print(next(pathlib.Path(folder).glob("pip-*.whl")))' 2>/dev/null
}

# pip fetches uv, and itself, while it stands in its wheel: to unpack and compile it first takes three seconds more
get_uv() {
    wheel=$(carried_pip) || no_venv
    pip "$wheel/pip" install --quiet --no-compile -r requirements/installers.txt
}

# no byte code: Python writes it for what is imported, which is a fraction
by_uv() {
    [ -z "${1:-}" ] || export UV_DEFAULT_INDEX="$1"
    set -- .venv/bin/uv pip install --python "$inside" $by_hash -r "$lock"
    if [ -t 2 ]; then "$@"; else "$@" --quiet 2>"$log"; fi
}

# uv does not read pip's settings: the index that this machine names for pip is named for uv
by_uv_from_the_index_of_pip() {
    index=$("$inside" -m pip config get global.index-url 2>/dev/null) && by_uv "$index"
}

by_pip() {
    say '    uv cannot do it here; pip takes a minute or two'
    [ -x .venv/bin/pip ] || "$inside" -m ensurepip >"$log" 2>&1 || no_venv
    rm -f "$log.failed"
    { pip -m pip install --progress-bar off -r "$lock" || : >"$log.failed"; } | while read -r word package _; do
        case $word in Collecting | Processing) printf '    %s\n' "${package##*/}" >&2 ;; esac
    done
    [ ! -e "$log.failed" ]
}

cut_off() { grep -qiE 'retrying \(|connection' "$log"; }

explain() {
    if cut_off; then
        rm -f "$begun" # nothing was fetched, so nothing was changed
        stop "no package index can be reached, and .venv lacks packages of $lock;" \
            "connect this machine, or name an index that it reaches (PIP_INDEX_URL=…), and run make again"
    fi
    grep -v '^ *$' "$log" | tail -n 5 >&2
    stop "$lock cannot be installed; the whole story is in $log"
}

whole || make_environment
cmp -s "$lock" ".venv/$name" && exit
: >"$begun"
if [ ! -x .venv/bin/uv ]; then
    say '2/3 the installer, uv'
    get_uv || ! cut_off || explain
fi
say "3/3 the $(grep -c == "$lock") packages of $lock: seconds with uv, a minute or two where they are fetched slowly"
by_uv "${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-}}" || by_uv_from_the_index_of_pip || by_pip || explain
cp "$lock" ".venv/$name.part"
mv ".venv/$name.part" ".venv/$name"
rm -f "$begun" "$log"
