"""How long an accepted claim takes to its page, in a preview of a post that computes with JAX.

    python -m bench.accept [--times N]

A comment says something else than its statement shows; the browser accepts it, as the key `f` does, and is
told to load the page again. The post is written anew between two times.
"""

import argparse
import json
import tempfile
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from bench.execution import IMPORTS, posts
from bench.reload import listening, page, served
from blogkit.serve.overlay import ACCEPT

URL = "/posts/accepted/"
SETTINGS = 'baseURL = "https://example.org/"\ntitle = "A blog"\n'


def write_post(path: Path, said: int) -> int:
    """A post of the seed post's size; the line of its claim, which says a number that is not shown."""
    cells = [*posts(1)[0], f"{IMPORTS['jax']}\nint(jnp.arange(4).sum())  # {said}"]
    fences = "\n\n".join(f"```python\n{cell}\n```" for cell in cells)
    path.write_text(f"---\ntitle: Accepted\ndate: 2026-01-01\n---\n\n{fences}\n", encoding="utf-8")
    lines = path.read_text(encoding="utf-8").split("\n")
    return 1 + next(number for number, line in enumerate(lines) if line.endswith(f"  # {said}"))


def seconds(address: str, post: Path, said: int) -> float:
    """From the key until the page that says what is shown can be had."""
    with listening(address) as wait:
        line = write_post(post, said)
        wait()
    with listening(address) as wait:
        begin = time.perf_counter()
        _accept(address, line)
        wait()
        while f"# {said}<" in page(address, URL):
            wait()
        return time.perf_counter() - begin


def _accept(address: str, line: int) -> None:
    place = json.dumps({"page": URL, "line": line, "figure": ""})
    headers = {"Origin": address.rstrip("/"), "Content-Type": "application/json"}
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:
        connection.request("POST", ACCEPT, body=place, headers=headers)
        said = connection.getresponse().read().decode()
    if not said.endswith(": accepted"):
        raise RuntimeError(f"the preview says: {said}")


def main() -> None:
    """Accept several times."""
    parser = argparse.ArgumentParser(prog="python -m bench.accept", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    times: int = parser.parse_args().times
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "content/posts").mkdir(parents=True)
        (folder / "hugo.toml").write_text(SETTINGS)
        post = folder / "content/posts/accepted.md"
        write_post(post, 10)
        with served(folder) as address:
            found = [seconds(address, post, 10 + number) for number in range(1, times + 1)]
    print(f"{1000 * median(found):.0f} ms from the key to the page (median of {times}; target 1000)")


if __name__ == "__main__":
    main()
