"""What a preview does with kernels at rest: a job goes on from one, leaves others, says where it cannot."""

import json
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from blogkit.code import changed_comments
from blogkit.execute.checkpoints import HERE, Checkpoint
from blogkit.execute.forkserver.client import Forks, NoForkError
from blogkit.execute.keys import is_fresh, key_of
from blogkit.execute.notebook import Notebook, Ran, died
from blogkit.kernel import announced_lines
from blogkit.model import Step

if TYPE_CHECKING:
    from blogkit.execute.job import Job
    from blogkit.execute.jupyter.run import Rests

Files = Callable[["Job", Notebook, Path], dict[str, str]]
"""What a run has read: path -> hash."""
_resumed: dict[tuple[str, int], tuple[str, Ran]] = {}
"""The last run of a post that went on from a checkpoint, which no record holds: the next build runs fresh."""
_said: set[tuple[str, str]] = set()
_last: dict[tuple[str, int], "tuple[Job, str, Ran]"] = {}
"""The last run of each post of a preview, wherever it came from, and the key that it had then."""
_READS_ITSELF = re.compile(
    r"\b(?:In|_i+\d*|_ih|inspect|getsource\w*|linecache|traceback|tokenize|warnings?|__file__|__code__)\b"
    r"|^\s*[%!]|\?\s*$",
    re.MULTILINE,
)
"""Code that may show, or look at, its own text."""


class Resuming:
    """A job, and where it may go on from."""

    def __init__(self, job: "Job", files: Files) -> None:
        """`files` says what a run has read."""
        self._job = job
        self._files = files
        self._name = _name(job)
        self._first = 0
        self._refused: list[str] = []

    def run(self, run: Callable[[Forks, Checkpoint], Notebook]) -> Notebook | None:
        """Go on from the nearest checkpoint; None where there is none, or it does not answer."""
        checkpoint = HERE.nearest(self._name, lambda first: key_of(self._before(first)))
        if checkpoint is None:
            return None
        try:
            notebook = run(checkpoint.forks, checkpoint)
        except NoForkError:
            notebook = None
        if notebook is None or died(notebook):
            HERE.drop(checkpoint)
            return None
        self._first = checkpoint.first
        return notebook

    def rests(self) -> "Rests":
        """What the run does with kernels at rest."""
        from blogkit.execute.jupyter.run import Rests  # noqa: PLC0415  (a post is about to run)

        return Rests(self._job.settings.checkpoints or 0, self._keep, self._refuse)

    def told(self, ran: Ran) -> Ran:
        """The run, and how it came about."""
        return replace(ran, resumed=self._first, refused=tuple(self._refused))

    def _keep(self, checkpoint: Checkpoint) -> None:
        before = self._before(checkpoint.first)
        root = before.settings.site_root.resolve()
        files = self._files(before, {"cells": list(checkpoint.cells)}, root)
        HERE.keep(self._name, key_of(before), checkpoint, lambda: is_fresh(files, before))

    def _refuse(self, number: int, why_not: str) -> None:
        step = self._job.steps[number]
        self._refused.append(
            f"{self._job.path}:{step.line}: an edit from here on runs the steps above again: {why_not}"
        )

    def _before(self, first: int) -> "Job":
        return replace(self._job, steps=self._job.steps[:first])


def resumed_before(job: "Job") -> Ran | None:
    """The last run of the post, if it went on from a checkpoint and nothing has changed since."""
    key, ran = _resumed.get(_name(job), ("", None)) if job.settings.checkpoints is not None else ("", None)
    if ran is None or key != key_of(job) or not is_fresh(ran.notebook["metadata"]["blogkit"]["files"], job):
        return None
    return replace(ran, cached=True)


def taken_over(job: "Job") -> Ran | None:
    """The last run of the post, if nothing has changed since but what comments say: `f` accepts a claim."""
    in_preview = job.settings.checkpoints is not None
    before, key, ran = _last.get(_name(job), (None, "", None)) if in_preview else (None, "", None)
    if before is None or ran is None or len(before.steps) != len(job.steps):
        return None
    changed = [_said_otherwise(*pair) for pair in zip(before.steps, job.steps, strict=True)]
    if any(one is None for one in changed) or key != key_of(replace(job, steps=before.steps)):
        return None
    comments = {comment for found in changed for comment in found or ()}
    if _shows_any(ran.notebook, comments) or not is_fresh(ran.notebook["metadata"]["blogkit"]["files"], job):
        return None
    return replace(ran, cached=True, record="")


def _said_otherwise(before: Step, after: Step) -> tuple[str, ...] | None:
    """The comments that changed; None where the run may depend on what did."""
    if (before.kind, before.options.execute) != (after.kind, after.options.execute):
        return None
    changed = changed_comments(before.code, after.code)
    if changed and (
        _READS_ITSELF.search(after.code) or announced_lines(before.code) != announced_lines(after.code)
    ):
        return None
    return changed


def _shows_any(notebook: Notebook, comments: Collection[str]) -> bool:
    """Whether an output repeats a comment, or may: what shows an exception shows the lines around it."""
    outputs = [output for cell in notebook["cells"] for output in cell["outputs"]]
    said = json.dumps(outputs, ensure_ascii=False)
    quoted = (json.dumps(comment, ensure_ascii=False)[1:-1] for comment in comments)
    return bool(comments) and (
        any(output["output_type"] == "error" for output in outputs) or any(one in said for one in quoted)
    )


def remember_last(job: "Job", ran: Ran) -> None:
    """Keep the last run of a post, in a preview."""
    if job.settings.checkpoints is not None:
        _last[_name(job)] = job, key_of(job), ran


def remember_resumed(job: "Job", ran: Ran) -> list[str]:
    """Keep a run that no record may hold; what is worth saying of it, once."""
    if ran.resumed:
        _resumed[_name(job)] = key_of(job), ran
    new = [line for line in ran.refused if (job.path, line) not in _said]
    _said.update((job.path, line) for line in new)
    return new


def _name(job: "Job") -> tuple[str, int]:
    return job.path, job.settings.hash_seed
