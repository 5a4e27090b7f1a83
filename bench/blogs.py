"""Blogs of any size for the benchmarks: the same seed gives the same bytes."""

# ruff: noqa: E501 - lists of words

from pathlib import Path
from random import Random

WORDS = (
    "gradient slope surface method result error number sample mean variance model data point curve limit value step "
    "series matrix vector function term order bound noise signal estimate weight column row index loop cell figure "
    "proof claim reader author post question answer case rule table list line page small large exact wrong quick slow"
).split()
VERBS = "shows gives takes needs bounds hides explains measures returns follows changes keeps finds breaks".split()
FORMULAS = (
    r"$f(x) = x^2$",
    r"$\sqrt{18} \approx 4.24$",
    r"$\sum_{k=1}^{n} k = \frac{n(n+1)}{2}$",
    r"$e^{i\pi} + 1 = 0$",
    r"$\lVert x \rVert_2 \le \varepsilon$",
)
CODE = (
    "def mean(values):\n    return sum(values) / len(values)\n\n\nmean([1, 2, 3])",
    "import math\n\nfor k in range(3):\n    print(k, math.sqrt(k))",
    "class Point:\n    def __init__(self, x, y):\n        self.x, self.y = x, y",
)


def write_prose_blog(folder: Path, posts: int, seed: int = 1) -> None:
    """A Hugo blog of `posts` posts of about 6 kB: headings, lists, tables, formulas, code, notes."""
    random = Random(seed)
    (folder / "content/posts").mkdir(parents=True)
    (folder / "hugo.toml").write_text(CONFIGURATION)
    for number in range(posts):
        (folder / f"content/posts/post-{number:05}.md").write_text(prose_post(random, number, posts))


CONFIGURATION = """\
baseURL = "https://example.org/"
title = "A blog of many posts"
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [["$$", "$$"]]
inline = [["$", "$"]]
"""


def prose_post(random: Random, number: int, posts: int) -> str:
    """One post; it links to another one."""
    day = f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}"
    tags = ", ".join(f'"{word}"' for word in random.sample(WORDS[:20], 3))
    header = f'+++\ntitle = "Post {number}: {_title(random)}"\ndate = "{day}"\ntags = [{tags}]\n+++\n'
    other = random.randrange(posts)
    parts = [_section(random) for _ in range(6)]
    parts.append(f"See [another post](/posts/post-{other:05}/) for more.[^1]\n\n[^1]: {_sentence(random)}\n")
    return header + "\n" + "\n".join(parts)


def _section(random: Random) -> str:
    parts = [f"## {_title(random)}\n", _paragraph(random), _paragraph(random)]
    extra = random.choice((_list, _table, _code, _display, _quotation))
    return "\n".join([*parts, extra(random)])


def _title(random: Random) -> str:
    return " ".join(random.sample(WORDS, 3)).capitalize()


def _sentence(random: Random) -> str:
    words = [random.choice(WORDS) for _ in range(random.randint(5, 14))]
    words.insert(2, random.choice(VERBS))
    if random.random() < 0.2:
        words[1] = f"**{words[1]}**"
    if random.random() < 0.15:
        words.append(random.choice(FORMULAS))
    if random.random() < 0.15:
        words.append(f"`{random.choice(WORDS)}()`")
    return f"The {' '.join(words)}."


def _paragraph(random: Random) -> str:
    return " ".join(_sentence(random) for _ in range(random.randint(3, 6))) + "\n"


def _list(random: Random) -> str:
    return "".join(f"{n}. {_sentence(random)}\n" for n in range(1, 5))


def _table(random: Random) -> str:
    rows = "".join(f"| {random.choice(WORDS)} | {random.randint(1, 999)} |\n" for _ in range(4))
    return f"| what | how much |\n|---|---:|\n{rows}"


def _code(random: Random) -> str:
    return f"```python\n{random.choice(CODE)}\n```\n"


def _display(random: Random) -> str:
    return f"$$\n{random.choice(FORMULAS).strip('$')}\n$$\n"


def _quotation(random: Random) -> str:
    return f"> {_sentence(random)}\n> {_sentence(random)}\n"
