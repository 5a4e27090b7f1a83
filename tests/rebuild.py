"""A small blog that is built again and again by the real command line, in this process."""

import time
from dataclasses import dataclass
from pathlib import Path

import build_site
from blogkit.cache.uptodate import TICK

CONFIG = 'baseURL = "https://example.org/"\ntitle = "Notes"\n'


@dataclass(frozen=True)
class Blog:
    """A source folder and where its site goes."""

    folder: Path

    @property
    def public(self) -> Path:
        return self.folder.parent / "public"

    def post(self, name: str) -> Path:
        return self.folder / f"content/posts/{name}.md"

    def write(self, name: str, title: str, day: int = 1, body: str = "Text.\n", tag: str = "a") -> Path:
        path = self.post(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        header = f'+++\ntitle = "{title}"\ndate = 2024-01-{day:02}\ntags = ["{tag}"]\n+++\n'
        path.write_text(f"{header}\n## A heading\n\n{body}")
        return path

    def build(self, *flags: str, destination: Path | None = None) -> int:
        """Build it, once the last change is older than the clock's tick."""
        time.sleep(2 * TICK / 1e9)
        words = ["build", "-s", str(self.folder), "-d", str(destination or self.public), "--no-execute"]
        return build_site.main([*words, *flags])

    def page(self, name: str) -> str:
        return (self.public / f"posts/{name}/index.html").read_text()


def make_blog(folder: Path, posts: int = 4) -> Blog:
    folder.mkdir(parents=True)
    (folder / "hugo.toml").write_text(CONFIG)
    blog = Blog(folder)
    for number in range(posts):
        blog.write(f"p{number}", f"Post {number}", day=1 + number % 28, tag="ab"[number % 2])
    return blog


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def times_of(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def touched(before: dict[str, int], after: dict[str, int]) -> set[str]:
    """The files that were written, and those that came or went."""
    return {name for name in before | after if before.get(name) != after.get(name)}
