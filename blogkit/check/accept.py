"""Judged -> the text of the post with what the code shows, proven, and what is left to its author."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt

from blogkit.check.claims import survey
from blogkit.check.judge.engine import judge
from blogkit.check.judge.fills import fills
from blogkit.check.judge.fix import Edit, edit_of, rewritten
from blogkit.check.recipes import recipe_steps
from blogkit.check.steps import steps
from blogkit.errors import ContentError
from blogkit.hugo import images
from blogkit.model import ClaimKind, Executed, Judged, Judgement, Result, Source, Verdict
from blogkit.source import parse
from blogkit.values import frozen

UNPROVEN = "its correction would not be read as a claim that holds"
ASK = "formulas are rewritten only with --formulas"


@frozen
class ByHand:
    """A place that is left to the author, and why."""

    line: int
    why: str


@frozen
class Accepted:
    """The new text of a post, and what is left by hand."""

    text: str
    by_hand: tuple[ByHand, ...] = ()
    pictures: tuple[tuple[str, bytes], ...] = ()
    """Images that come new: their paths as the text writes them, and their bytes."""


def accept(judged: Judged, *, formulas: bool = False, at: int | None = None) -> Accepted:
    """Rewrite the broken claims, and fill what asks to be filled.

    Each change is judged with what the code has shown before it counts: its claim must hold, all others
    must be there as before, and the blocks of Markdown around it must be the same. `at` is the line of the
    only claim that counts.
    """
    broken = [
        one for one in judged.verdicts if one.judgement is Judgement.BROKEN and at in {None, one.claim.line}
    ]
    refused = {one: why for one in broken if (why := _refusal(one, formulas=formulas))}
    places = [fill for fill in fills(judged.executed) if at in {None, fill.line}]
    wanted = [edit_of(one) for one in broken if one not in refused]
    wanted += [fill.edit for fill in places if fill.edit]
    kept = _proven(judged, wanted)
    left = [ByHand(one.claim.line, why) for one, why in refused.items()]
    left += [ByHand(fill.line, fill.by_hand) for fill in places if fill.by_hand]
    left += [ByHand(edit.line, UNPROVEN) for edit in wanted if edit not in kept]
    source = judged.executed.post.source
    drawn = tuple(fill.picture for fill in places if fill.picture and fill.edit in kept)
    return Accepted(rewritten(source.text, kept), tuple(sorted(left, key=lambda one: one.line)), drawn)


def _refusal(verdict: Verdict, *, formulas: bool) -> str:
    """Why a broken claim is not rewritten."""
    if verdict.claim.kind is ClaimKind.MATH and not formulas:
        return ASK
    if verdict.claim.kind is ClaimKind.PROSE:
        return f"{verdict.reason}: the sentence is the author's"
    return verdict.by_hand or ("" if verdict.actual else "nothing is shown that could stand there")


def _proven(judged: Judged, wanted: Sequence[Edit]) -> list[Edit]:
    """The edits that can be made together; those that spoil something are left out."""
    if not wanted or _holds(judged, wanted):
        return list(wanted)
    kept: list[Edit] = []
    for edit in wanted:
        if _holds(judged, [*kept, edit]):
            kept.append(edit)
    return kept


def _holds(judged: Judged, edits: Sequence[Edit]) -> bool:
    """Whether the edited post says what was shown, wherever it was edited, and nothing else has changed."""
    source, moved = judged.executed.post.source, Moved(edits)
    changed = replace(source, text=rewritten(source.text, edits))
    after = again(judged, changed, moved) if _same_blocks(source, changed, edits) else None
    places = [
        (moved.line(edit.line), moved.line(edit.last) + edit.grows) for edit in edits if not edit.is_picture
    ]
    return after is not None and all(_is_good(after, place) for place in places) and _as_many(judged, after)


def again(judged: Judged, source: Source, moved: "Moved") -> Judged | None:
    """Judge another text of a post with what its code has shown; None where other code would run."""
    try:
        post = parse(source)
        recipes = recipe_steps(post, images(post))
    except ContentError:
        return None
    found = survey(post)
    planned = steps(post, found.claims, recipes)
    results = tuple(map(moved.result, judged.executed.results))
    return judge(Executed(post, planned, results), found) if len(planned) == len(results) else None


def _is_good(judged: Judged, lines: tuple[int, int]) -> bool:
    """Whether a claim stands there, and none that is broken."""
    here = [one for one in judged.verdicts if one.claim.line <= lines[1] and lines[0] <= one.claim.end_line]
    return any(one.judgement is Judgement.HOLDS for one in here) and all(
        one.judgement is not Judgement.BROKEN for one in here
    )


def _as_many(before: Judged, after: Judged) -> bool:
    """Whether no claim is gone, and none is broken that was not."""
    counts = [
        (len(one.verdicts), sum(verdict.judgement is Judgement.BROKEN for verdict in one.verdicts))
        for one in (before, after)
    ]
    return counts[0][0] <= counts[1][0] and counts[1][1] <= counts[0][1]


def _same_blocks(before: Source, after: Source, edits: Iterable[Edit]) -> bool:
    """Whether Markdown sees the same blocks; a fill may bring a table or an image of its own."""
    if any(edit.brings_block for edit in edits):
        return True
    return _blocks(before.text) == _blocks(after.text)


def _blocks(text: str) -> list[tuple[str, int, str]]:
    markdown = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])
    return [(token.type, token.level, token.info) for token in markdown.parse(text)]


@frozen
class Moved:
    """Where the lines of a post have gone by some edits."""

    edits: Sequence[Edit]

    def line(self, line: int) -> int:
        """The new number of a line that no edit has replaced."""
        return line + sum(edit.grows for edit in self.edits if edit.last < line)

    def result(self, result: Result) -> Result:
        """What a step showed, at the new lines."""
        failure = result.failure
        return replace(
            result,
            printed=tuple(replace(one, lines=tuple(map(self.line, one.lines))) for one in result.printed),
            shown=tuple(
                replace(one, line=self.line(one.line), end_line=self.line(one.end_line))
                for one in result.shown
            ),
            failure=replace(failure, line=self.line(failure.line)) if failure else None,
        )
