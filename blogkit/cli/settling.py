"""A post that comes from a notebook: run until what cannot run is shown only, and the rest is of today."""

import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from blogkit import pipeline
from blogkit.cache import write_bytes
from blogkit.check import accept
from blogkit.cli.commands import request_of
from blogkit.cli.failures import keep_trace
from blogkit.cli.options import Options
from blogkit.model import Failure, Judged, Judgement, Step, StepKind
from blogkit.notebooks import Converted, Decisions, Notebook, Target, convert
from blogkit.report import Report, one_line, package_of
from blogkit.source import recipe_path
from blogkit.values import frozen

MOST_RUNS = 8
"""Runs after which every cell that still fails is shown only."""


@frozen
class Work:
    """A notebook on its way in."""

    options: Options
    notebook: Notebook
    target: Target
    folder: Path
    """Where the notebook lies."""

    def converted(self, decisions: Decisions) -> Converted:
        """Write the post once more, knowing more of its cells."""
        return convert(self.notebook, self.target, self.read_file, decisions)

    def read_file(self, name: str) -> bytes | None:
        """Read a file that the notebook shows; none from far away."""
        path = self.folder / name
        try:
            inside = path.resolve().is_relative_to(self.folder.resolve().parent)
            return path.read_bytes() if inside and path.is_file() else None
        except (OSError, ValueError):
            return None

    @property
    def files(self) -> tuple[Path, Path]:
        """The post and its recipes."""
        source = self.options.source
        return source / self.target.path, source / recipe_path(self.target.path)


def write(work: Work, converted: Converted) -> None:
    """Put the post, its recipes and its files into the blog."""
    for name, data in converted.files.items():
        write_bytes(work.options.source / name, data)
    post, recipes = work.files
    write_bytes(post, converted.text.encode())
    if converted.recipes:
        write_bytes(recipes, converted.recipes.encode())
    else:
        recipes.unlink(missing_ok=True)


def settled(work: Work, converted: Converted) -> tuple[Converted, list[str]]:
    """Run the post until what cannot run here is shown only, and its outputs are those of today.

    Comes with a line for each place that is not as in the notebook.
    """
    said = dict[int, str]()
    decisions = Decisions()
    for last in (*[False] * (MOST_RUNS - 1), True):
        report = _run(work)
        judged = next(iter(report.posts), None)
        failing = _failing(judged, converted) if judged else {}
        unsaid = _unsaid(judged, converted) if judged and not failing else {}
        if judged is None or not (failing or unsaid):
            break
        roots = failing if last else _roots(failing)
        decisions = _decided(decisions, roots, unsaid, converted)
        said |= {cell: _why(failure, report) for cell, failure in roots.items()} | unsaid
        converted = work.converted(decisions)
        write(work, converted)
    else:
        judged = next(iter(_run(work).posts), None)
    converted, restated = _restated(work, converted, judged)
    told = [f"{work.target.path}:{_line(converted, cell)}: {why}" for cell, why in sorted(said.items())]
    return converted, [*told, *restated]


def _line(converted: Converted, cell: int) -> int:
    """Where a cell of the notebook stands in the post."""
    return next((one.first for one in converted.places if one.cell == cell and one.part != "recipe"), 1)


def _run(work: Work) -> Report:
    """Raises ContentError where the post is malformed."""
    only = (str(work.target.path),)
    asked = replace(request_of(work.options), only=only, claims_only=True, drafts=True, future=True)
    report = pipeline.build(asked).report
    if report.traces:
        keep_trace(report.traces, work.options)
    if report.problems:
        raise report.problems[0]
    return report


def _failing(judged: Judged, converted: Converted) -> dict[int, Failure]:
    """The cells that fail, by their numbers in the notebook, and those that miss what others did not give."""
    pairs = [
        (converted.cell_at(one.line, {"recipe"} if one.path else {"code"}), one) for one in judged.failures
    ]
    known = {cell: one for cell, one in reversed(pairs) if cell is not None}
    steps = zip(judged.executed.steps, judged.executed.results, strict=True)
    lost = {
        cell: result.failure
        for step, result in steps
        if result.failure and not step.options.raises and (cell := _cell_of(step, converted)) is not None
    }
    return lost | known


def _cell_of(step: Step, converted: Converted) -> int | None:
    """A recipe stands at its image, which is text."""
    part = {StepKind.CELL: "code", StepKind.RECIPE: "text"}.get(step.kind, "")
    return converted.cell_at(step.at, {part})


def _roots(failing: Mapping[int, Failure]) -> Mapping[int, Failure]:
    """Those that fail by themselves: names that others would have given come later."""
    own = {cell: one for cell, one in failing.items() if one.name != "NameError"}
    return own or failing


def _unsaid(judged: Judged, converted: Converted) -> dict[int, str]:
    """The outputs that cannot be stated, and why."""
    return {
        cell: f"its output is left to the page: {one.why}"
        for one in accept(judged).by_hand
        if (cell := converted.cell_at(one.line, {"output"})) is not None
    }


def _decided(
    decisions: Decisions, failing: Mapping[int, Failure], unsaid: Collection[int], converted: Converted
) -> Decisions:
    """A drawing that fails as a recipe may do in the text; what fails there is shown only."""
    drawn = {one.cell for one in converted.places if one.part == "recipe"}
    parted = {cell for cell in drawn & failing.keys() if failing[cell].name != "NameError"}
    calm = {cell for cell, one in failing.items() if one.name == "DidNotRaise"}
    return Decisions(
        {*decisions.not_run, *(failing.keys() - parted - calm)},
        {*decisions.whole, *parted},
        {*decisions.unstated, *unsaid},
        {*decisions.calm, *calm},
    )


def _why(failure: Failure, report: Report) -> str:
    message = failure.message.strip().partition("\n")[0]
    if failure.name == "DidNotRaise":
        return "raised an exception in the notebook, and does not here"
    missing = re.search(r"(?:No module named '|needs )([\w-]+)", message)
    install = report.install or f"{sys.executable} -m pip install"
    remedy = f"; run: {install} {package_of(missing[1])}, and import it again" if missing else ""
    return f"does not run here, and is shown only: {failure.name}: {message}".rstrip(": ") + remedy


def _restated(work: Work, converted: Converted, judged: Judged | None) -> tuple[Converted, list[str]]:
    """State what the code shows today where the notebook was saved with something else."""
    broken = [one for one in judged.verdicts if one.judgement is Judgement.BROKEN] if judged else []
    if judged is None or not broken:
        return converted, []
    ours = [one for one in broken if converted.cell_at(one.claim.line, {"output", "code"}) is not None]
    text = accept(judged).text
    write_bytes(work.files[0], text.encode())
    path = work.target.path
    lines = [
        f"{path}:{one.claim.line}: the notebook says {one_line(one.claim.expected)}, the code shows "
        f"{one_line(one.actual)}; restated"
        for one in ours
        if one.actual and not one.by_hand
    ]
    return replace(converted, text=text), lines
