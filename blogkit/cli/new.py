"""`new`: a post from the blog's archetype, or one that shows a checked claim and a figure's recipe."""

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from blogkit import pipeline
from blogkit.cli.options import Options
from blogkit.errors import ContentError
from blogkit.hugo import fill_archetype, post_name
from blogkit.model import Request
from blogkit.source import Settings, Template, recipe_path

HEADER = """\
+++
title = "{{ replace .Name "-" " " | title }}"
date = {{ .Date }}
draft = true
+++
"""
CLAIM = """
What the comment says is checked against what the code shows.

```python
squares = [n**2 for n in range(1, 6)]
print(squares)  # [1, 4, 9, 16, 25]
```
"""
FIGURE = """
![The first five squares](ADDRESS)
"""
RECIPE = '''\
"""The pictures of "NAME". Each cell runs where the post shows its image, with the post's names."""

# %% squares.png
import matplotlib.pyplot as plt

plt.plot(range(1, 6), squares, "o-")
plt.xlabel("n")
plt.ylabel("n²")
'''


def new(options: Options) -> int:
    """Write the post and its recipes; a file that is there stays as it is."""
    settings = pipeline.read_settings(Request(options.source))[0]
    path = content_path(options.path, settings)
    archetype = find_archetype(options, path, settings)
    text = fill_archetype(archetype, path, datetime.now(settings.zone), settings)
    post = PurePosixPath(settings.content_dir) / path
    files = {post: text}
    if _has_no_body(text):
        files = first_claim(post, path, text)
    for name in files:
        if (options.source / name).exists():
            raise ContentError(str(name), 0, "is there already; give another name")
    for name, content in files.items():
        target = options.source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
        print(name)
    print("blogkit serve -D shows it while you write")
    return 0


def content_path(words: str, settings: Settings) -> PurePosixPath:
    """Where a post goes below the content folder; a name without an ending is a folder of its own.

    >>> str(content_path("content/posts/a.md", Settings())), str(content_path("posts/a", Settings()))
    ('posts/a.md', 'posts/a/index.md')
    """
    path = PurePosixPath(words)
    if path.parts[:1] == (settings.content_dir,):
        path = path.relative_to(settings.content_dir)
    if path.is_absolute() or ".." in path.parts or not path.name:
        raise ContentError(words, 0, "is outside of the content folder; give a path like posts/my-post.md")
    if not path.suffix:
        return path / "index.md"
    if path.suffix not in {".md", ".markdown"}:
        raise ContentError(words, 0, "is no Markdown file; give a path like posts/my-post.md")
    return path


def find_archetype(options: Options, path: PurePosixPath, settings: Settings) -> Template:
    """Look where Hugo looks: that of the kind or section, then the default; the blog's before its themes'."""
    kind = options.kind or (path.parts[0] if len(path.parts) > 1 else "default")
    roots = [options.source, *map(options.source.joinpath, settings.components)]
    names = [f"{kind}.md", f"{kind}/index.md", "default.md"]
    candidates = [root / "archetypes" / name for name in names for root in roots]
    found = next((one for one in candidates if one.is_file()), None)
    if options.kind and (found is None or found.name == "default.md"):
        raise ContentError("--kind", 0, f"there is no archetypes/{options.kind}.md; add it")
    return _read(found, options.source) if found else Template(HEADER, "the first archetype")


def _read(path: Path, source: Path) -> Template:
    name = path.relative_to(source).as_posix()
    try:
        return Template(path.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError as error:
        raise ContentError(name, 0, "is not UTF-8; save the file as UTF-8") from error


def _has_no_body(text: str) -> bool:
    """Whether there is nothing below the front matter."""
    return text.rstrip().endswith(("+++", "---", "}"))


def first_claim(post: PurePosixPath, path: PurePosixPath, text: str) -> dict[PurePosixPath, str]:
    """The post with a claim, and a figure with its recipe where there is something to draw with."""
    if find_spec("matplotlib") is None:
        return {post: text + CLAIM}
    address = "squares.png" if path.stem == "index" else f"/images/{post_name(path)}/squares.png"
    recipe = RECIPE.replace("NAME", post_name(path))
    return {post: text + CLAIM + FIGURE.replace("ADDRESS", address), recipe_path(post): recipe}
