"""A document under `cases/`, its run, and the report that was accepted: `name.md`, `name.expected`."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from bench.lies import judge_changed
from blogkit.check import claims
from blogkit.check.judge.engine import judge
from blogkit.check.judge.fix import corrected
from blogkit.check.judge.repeated import doubt_repeated
from blogkit.check.steps import steps
from blogkit.execute.notes import with_observations
from blogkit.execute.run import execute_all
from blogkit.execute.settings import ExecutionSettings
from blogkit.model import Claim, Executed, Judged, Judgement, Post, Source
from blogkit.report.summary import Report
from blogkit.report.text import text as reported
from blogkit.source.posts import parse

CASES = Path(__file__).parent / "cases"


def read(name: str, text: str) -> Post:
    """A document as a post."""
    return parse(Source(PurePosixPath(name), text))


@dataclass(frozen=True)
class Case:
    """A document, and what happened when it ran."""

    name: str
    executed: Executed

    @property
    def text(self) -> str:
        """The document as written."""
        return self.executed.post.source.text

    @cached_property
    def judged(self) -> Judged:
        """The document, judged."""
        return doubt_repeated(judge(self.executed, claims.survey(self.executed.post)))

    @cached_property
    def report(self) -> str:
        """What `check --verbose` says of it, whatever the Python."""
        return re.sub(r"python3\.\d+", "python3.X", reported(Report([self.judged], verbose=True)))

    @property
    def accepted(self) -> Path:
        """The file with the report that was accepted."""
        return (CASES / self.name).with_suffix(".expected")

    def judge(self, text: str) -> Judged:
        """Judge another text of the document, in which only what is claimed differs."""
        post = read(self.name, text)
        found = claims.survey(post)
        executed = replace(self.executed, post=post, steps=steps(post, found.claims))
        return doubt_repeated(judge(executed, found))

    def judge_changed(self, text: str, claim: Claim) -> Judged:
        """Judge what `claim` has become in another text, and no claim of other lines."""
        return judge_changed(self.executed, text, claim)


def rewritten(judged: Judged) -> str:
    """The document with its broken claims rewritten."""
    return corrected(judged.executed.post.source, judged.verdicts)


def broken_lines(judged: Judged) -> set[int]:
    """The lines of broken claims."""
    return {one.claim.line for one in judged.verdicts if one.judgement is Judgement.BROKEN}


def run_all(folder: Path) -> list[Case]:
    """Every document, run once in a real kernel of its own, two at a time."""
    posts = [read(path.name, path.read_text()) for path in sorted(CASES.glob("*.md"))]
    jobs = [(post, steps(post, claims.find(post))) for post in posts]
    executed = execute_all(jobs, ExecutionSettings(site_root=folder, jobs=2))
    return [Case(str(one.post.source.path), with_observations(one)) for one in executed]
