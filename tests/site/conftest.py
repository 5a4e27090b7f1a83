"""A blog written as one text: files between `-- NAME --` lines."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest

from blogkit.model import Page, Site
from blogkit.site.links import addresses
from blogkit.site.plan.plan import plan_languages
from blogkit.site.plan.plan import plan_pages as plan
from blogkit.site.plan.values import Plan
from blogkit.site.write.assemble import Edition, assemble, formula_signs
from blogkit.source import config, frontmatter
from blogkit.source.config import Settings

NOW = datetime(2026, 6, 1, tzinfo=UTC)
Switches = dict[str, bool]


@dataclass(frozen=True)
class Blog:
    """A small blog in memory, and what is made of it."""

    files: dict[str, str]

    @property
    def settings(self) -> Settings:
        return self.languages[0]

    @property
    def languages(self) -> tuple[Settings, ...]:
        return config.read_languages(
            {name: text for name, text in self.files.items() if not name.startswith("content/")}
        )

    def editions(self) -> list[Edition]:
        """The blog in each language, with bodies as they are."""
        languages = self.languages
        plans = plan_languages(languages, self.plan_of)
        return [Edition(self.pages(one), one, own) for one, own in zip(plans, languages, strict=True)]

    def plan(self, **switches: bool) -> Plan:
        return self.plan_of(self.settings, **switches)

    def plan_of(self, settings: Settings, **switches: bool) -> Plan:
        headers = [
            (PurePosixPath(name), frontmatter.read(text, name, zone=settings.zone))
            for name, text in sorted(self.files.items())
            if name.startswith("content/") and name.endswith(".md")
        ]
        others = [
            PurePosixPath(n) for n in sorted(self.files) if n.startswith("content/") and not n.endswith(".md")
        ]
        return plan(headers, settings, NOW, files=others, **switches)

    def pages(self, planned: Plan) -> list[Page]:
        """Bodies as they are, in place of rendered ones."""
        return [
            Page(
                page.kind,
                page.url,
                page.front_matter,
                body,
                "A summary.",
                source=page.source,
                addresses=addresses(body),
                signs=formula_signs(body),
            )
            for page in planned.pages.values()
            if page.source
            for body in [self.body(page.source)]
        ]

    def body(self, source: PurePosixPath) -> str:
        text = self.files[str(source)]
        return frontmatter.body_of(text, frontmatter.read(text, str(source)))

    def site(self, **switches: bool) -> Site:
        planned = self.plan(**switches)
        return assemble([Edition(self.pages(planned), planned, self.settings)])

    def write(self, folder: Path) -> None:
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")


def read_blog(text: str) -> Blog:
    pieces = re.split(r"^-- (.+) --\n", text, flags=re.MULTILINE)
    return Blog(dict(zip(pieces[1::2], pieces[2::2], strict=True)))


@pytest.fixture
def blog() -> Callable[[str], Blog]:
    """The reader of such a text, with a configuration where the text has none."""

    def read(text: str) -> Blog:
        found = read_blog(text.lstrip())
        standard = 'baseURL = "https://example.org/"\ntitle = "Notes"\n'
        return Blog({"hugo.toml": standard, **found.files})

    return read
