"""Blogs with names as odd as people give them, the same for the same seed."""

import random

from tests.site.conftest import Blog

WORDS = (
    *("alpha", "Beta", "Été", "日本", "c++", "a.b", "v1.2", "don't", "x_y", "Foo Bar", "ß", "Ünï", "node.js"),
    *("100%", "q (r)", "[x]", "-dash-", "dot.", "a,b c", "@me", "“q”", "e\u0301", "İx", "ΑΣ", "a~b", "x  y"),
    *("naïve – yes", "emoji😀", ".hidden", "_under", "README", "2024-05-06-name", "page", "index2"),
)
SECTIONS = ("posts", "docs", "My Notes", "posts/Sub Dir", "docs/a.b/c", "", "deep/er/st")
PATTERNS = (
    *("/:year/:month/:slug/", "/:section/:title", "/x/:filename", "/:sections/:slug/", "/:contentbasename/"),
    *("/:slugorfilename", "/:year-:day/:slugorcontentbasename", "/:sections[last]/:slug"),
    *("/Art/:monthname/:slug", "/:weekdayname/:yearday/:slug", "/:sections[:1]/:filename"),
)
SWITCHES = ("uglyURLs = true", "disablePathToLower = true", "removePathAccents = true")
ALIASES = ("/old/{}", "old{}.html", "../Up{}/", "/A b/{}", "x/../y{}")
URLS = ("/u/{}/", "u/{}.html", "/U x/{}", "/{}/index.html")


def random_blog(seed: int) -> Blog:
    """Make a blog of a few dozen files."""
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    files = {"hugo.toml": _config(chance)}
    for number in range(25):
        files |= _page(chance, number)
    return Blog(files)


def _config(chance: random.Random) -> str:
    lines = [
        f'baseURL = "https://example.org/{chance.choice(["", "sub/"])}"',
        'title = "T"',
        'mainSections = ["posts"]',
    ]
    lines += [switch for switch in SWITCHES if chance.random() < 0.2]
    lines += ["[pagination]", f"pagerSize = {chance.choice([2, 50])}"]
    if chance.random() < 0.5:
        lines += [
            "[permalinks]",
            *(f'"{name}" = "{chance.choice(PATTERNS)}"' for name in ("posts", "docs", "/")),
        ]
    return "\n".join(lines) + "\n"


def _name(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, count))).strip()


def _page(chance: random.Random, number: int) -> dict[str, str]:
    section, name = chance.choice(SECTIONS), f"{_name(chance, 2)} {number}"
    folder = f"content/{section}/{name}".replace("//", "/")
    path = chance.choice([f"{folder}.md"] * 7 + [f"{folder}/index.md"] * 2 + [f"{folder}/_index.md"])
    header = [f'title: "{_name(chance, 3)} {number}"']
    header += (
        [f"date: 20{chance.randint(10, 25)}-0{chance.randint(1, 9)}-03"] if chance.random() < 0.7 else []
    )
    header += [f"weight: {chance.choice([-1, 1, 2, 5])}"] if chance.random() < 0.25 else []
    header += [f'slug: "{_name(chance, 2)} {number}"'] if chance.random() < 0.2 else []
    header += (
        [f'url: "{chance.choice(URLS).format(number)}"']
        if chance.random() < 0.08 and "_index" not in path
        else []
    )
    header += [f'tags: ["{_name(chance, 1)}", "{_name(chance, 1)}"]'] if chance.random() < 0.5 else []
    header += [f'aliases: ["{chance.choice(ALIASES).format(number)}"]'] if chance.random() < 0.2 else []
    header += ["build: {list: never}"] if chance.random() < 0.05 else []
    files = {path: "\n".join(["---", *header, "---", ""])}
    if path.endswith("/index.md"):
        files[f"{folder}/{chance.choice(['Pic.PNG', 'sub dir/a b.txt'])}"] = "x"
    return files
