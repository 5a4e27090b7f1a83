"""A labelled document under `cases/`, its run, and what is said of its lines."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from blogkit import claims
from blogkit.execute import ExecutionSettings, execute_all
from blogkit.judge import judge
from blogkit.judge.fix import corrected
from blogkit.model import Executed, Judged, Judgement, Post, Source
from blogkit.observed import with_observations
from blogkit.parse import parse
from blogkit.steps import steps

CASES = Path(__file__).parent / "cases"
_EXPECT = re.compile(r"<!-- expect\n(.*?)-->", re.DOTALL)


def read(name: str, text: str) -> Post:
    """A document as a post."""
    return parse(Source(PurePosixPath(name), text))


@dataclass(frozen=True)
class Case:
    """A document, what happened when it ran, and what is expected: line -> verdict."""

    name: str
    executed: Executed
    expected: dict[int, str]

    @property
    def text(self) -> str:
        """The document as written."""
        return self.executed.post.source.text

    def corrected(self, text: str | None = None) -> str:
        """The document, or another text of it, with its broken claims rewritten."""
        judged = self.judge(text)
        return corrected(judged.executed.post.source, judged.verdicts)

    def judge(self, text: str | None = None) -> Judged:
        """Judge the document, or another text of it in which only what is claimed differs."""
        if text is None:
            return judge(self.executed)
        post = read(self.name, text)
        again = steps(post, claims.find(post))
        return judge(Executed(post, again, self.executed.results))


def expectations(text: str) -> dict[int, str]:
    """Read the comment `<!-- expect … -->` at the end of a document: `holds: 7 9` and so on."""
    match = _EXPECT.search(text)
    rows = (line.partition(":") for line in match[1].splitlines()) if match else ()
    return {int(number): word for word, _, numbers in rows for number in numbers.split()}


def seen(judged: Judged, line: int) -> str:
    """What is said of a line: a verdict's word, or "comment"."""
    said = [str(one.judgement) for one in judged.verdicts if one.claim.line == line]
    for word in ("broken", "unstable", "holds", "unchecked"):
        if word in said:
            return word
    return "comment"


def broken_lines(judged: Judged) -> set[int]:
    """The lines of broken claims."""
    return {one.claim.line for one in judged.verdicts if one.judgement is Judgement.BROKEN}


def run_all(folder: Path) -> list[Case]:
    """Every document, run once in a real kernel of its own, two at a time."""
    texts = {path.name: path.read_text() for path in sorted(CASES.glob("*.md"))}
    posts = [read(name, text) for name, text in texts.items()]
    jobs = [(post, steps(post, claims.find(post))) for post in posts]
    executed = execute_all(jobs, ExecutionSettings(site_root=folder, jobs=2))
    return [
        Case(name, with_observations(one), expectations(texts[name]))
        for name, one in zip(texts, executed, strict=True)
    ]
