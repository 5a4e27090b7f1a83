"""One blog, built under other circumstances: each site is the same, byte for byte."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.soak.trial import COMMAND, Place, files_of, place_for

POST = """+++
title = "Ä post"
date = 2024-01-02
tags = ["b", "a"]
math = true
+++

## A heading

Text with $x^2$ and a date.

```python
{1, 2, 3}, {"b": 1, "a": 2}  # ({1, 2, 3}, {'b': 1, 'a': 2})
```

```python
import os, random
sorted(map(str, {"a", "b", "c"}))  # ['a', 'b', 'c']
```
"""


POSTS = 12


@dataclass(frozen=True)
class Variation:
    """What is different."""

    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    words: tuple[str, ...] = ()
    umask: int = 0o022
    folder: str = "blog"
    python: str = sys.executable


ALL: Mapping[str, Variation] = {
    "as it is": Variation(),
    "another folder": Variation(folder="another folder ü"),
    "another time zone": Variation({"TZ": "Pacific/Kiritimati"}),
    "another locale": Variation({"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
    "no locale": Variation({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "another umask": Variation(umask=0o077),
    "another hash seed": Variation({"PYTHONHASHSEED": "7"}),
    "one job": Variation(words=("-j", "1")),
    "four jobs": Variation(words=("-j", "4")),
    "no cache": Variation(words=("--no-cache",)),
    "another home": Variation({"HOME": "/nonexistent", "XDG_CONFIG_HOME": ""}),
    "a terminal's width": Variation({"COLUMNS": "20", "TERM": "dumb", "NO_COLOR": "1"}),
    "all at once": Variation(
        {
            "TZ": "Pacific/Kiritimati",
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONHASHSEED": "7",
            "HOME": "/nonexistent",
            "XDG_CONFIG_HOME": "",
            "COLUMNS": "20",
            "TERM": "dumb",
        },
        words=("-j", "1"),
        umask=0o077,
        folder="another folder ü",
    ),
}


def built(place: Place, variation: Variation, posts: int = POSTS) -> Mapping[str, bytes]:
    """The site that comes of it, built cold and then once more."""
    source = place.root / variation.folder
    for number in range(posts):
        path = source / f"content/posts/p{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(POST, encoding="utf-8")
    (source / "hugo.toml").write_text(
        'baseURL = "https://example.org/"\ntitle = "N"\ntimeZone = "Europe/Berlin"\n'
    )
    words = [str(COMMAND), "build", "-s", str(source), "-d", str(place.public), *variation.words]
    for _ in range(2):  # cold, then warm
        done = subprocess.run(
            [variation.python, *words],
            env=place.environment | variation.variables,
            capture_output=True,
            text=True,
            check=False,
            umask=variation.umask,
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
    return {name: data for name, data in files_of(place).items() if name.startswith("public/")}


def main(
    pythons: Mapping[str, str] | None = None, *, only: tuple[str, ...] = (), posts: int = POSTS
) -> Mapping[str, bool]:
    """Whether each variation gives the same site as the first."""
    variations = dict(ALL) | {
        f"Python {name}": Variation(python=path) for name, path in (pythons or {}).items()
    }
    answers: dict[str, bool] = {}
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        first: Mapping[str, bytes] = {}
        for number, (name, variation) in enumerate(variations.items()):
            if only and name not in only:
                continue
            site = built(place_for(Path(folder, str(number))), variation, posts)
            first = first or site
            answers[name] = site == first
            unlike = sorted(one for one in first | site if first.get(one) != site.get(one))
            print(f"{name:22} {'equal' if answers[name] else f'unlike: {unlike[:5]}'}", flush=True)
    return answers


if __name__ == "__main__":
    main(dict(word.split("=", 1) for word in sys.argv[1:]))
