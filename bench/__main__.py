"""All benchmarks, or the parts that are named: tables and pictures go to bench/out/.

python -m bench [--quick] [derivatives] [execution] [rendering] [whole] [matrix] [growth]
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import growth, matrix, rendering, whole
from bench.targets import Row, counted, table

HERE = Path(__file__).parent
OUT = HERE / "out"


def _script(name: str, *arguments: str) -> str:
    """Run a part that is a script of its own; what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, str(HERE / f"{name}.py"), *arguments]
    said = subprocess.check_output(command, cwd=HERE.parent, env=environment, text=True)
    print(said)
    return said


def derivatives(*, quick: bool) -> None:
    """Accuracy and speed of derivkit beside its peers; there is no shorter form."""
    del quick
    _script("derivatives")


def execution(*, quick: bool) -> None:
    """Running posts beside plain Python and nbclient."""
    sizes = ("1", "10") if quick else ("1", "10", "30")
    text = _script("execution", "--rounds", "1" if quick else "3", "--sizes", *sizes)
    (OUT / "execution.md").write_text(text, encoding="utf-8")


PARTS: Mapping[str, Callable[..., list[Row] | None]] = {
    "derivatives": derivatives,
    "execution": execution,
    "rendering": rendering.main,
    "whole": whole.main,
    "matrix": matrix.main,
    "growth": growth.main,
}


def main() -> None:
    """Run the parts one after another: they would disturb each other's times."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all of them by default"
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, few rounds")
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - set(PARTS)
    if unknown:
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    OUT.mkdir(exist_ok=True)
    rows: list[Row] = []
    for name in arguments.parts or PARTS:
        print(f"## {name}\n", flush=True)
        rows += PARTS[name](quick=arguments.quick) or []
    if rows:
        text = f"{table(rows)}\n\n{counted(rows)}\n"
        (OUT / "targets.md").write_text(text, encoding="utf-8")
        print(f"## targets\n\n{text}")


if __name__ == "__main__":
    main()
