"""What `fix` may do to a post, whatever stands in it: generated posts, and what their code showed."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bench.corrections import changes_only
from blogkit.check import claims
from blogkit.check.accept import Accepted, Moved, accept, again
from blogkit.check.judge.fills import fills
from blogkit.check.steps import steps
from blogkit.model import Executed, Judged, Judgement, Printed, Result, Shown, Source, Step, Value
from blogkit.source.line_ends import restored
from blogkit.source.posts import parse
from tests.judging import judge_all

SHAPES = (
    "```python\nshow()  # Output: {}\n```\n",
    "```python\nx = 1\nshow()  # => {}\n```\n",
    "```python\nshow()  # {}  (as expected)\n```\n",
    "```python\nshow()\n# {}\n\ny = 2\n```\n",
    "```python\n>>> show()\n{}\n```\n",
    "> ```pycon\n> >>> show()\n> {}\n> ```\n",
    "1. A list:\n\n   ```python\n   show()  # returns {}\n   ```\n\n2. Its end.\n",
)
BLOCKS = (
    "```python\nshow()\n```\n\nOutput:\n\n```text\n{}\n```\n",
    "```python\nshow()\n```\n\n```\n{}\n```\n",
    "> ```python\n> show()\n> ```\n>\n> ```output\n> {}\n> ```\n",
    "* Here:\n\n  ```python\n  show()\n  ```\n\n  ```output\n  {}\n  ```\n",
)
FILLS = (
    "```python\nshow()\n# Output:{}\n```\n",
    "* Here:\n\n  ```python\n  show()\n  ```\n\n  ```output{}\n  ```\n",
)
TABLES = ("```python\nshow()\n```\n\n{}\n", "> ```python\n> show()\n> ```\n>\n> {}\n")
ENDS = ("\n", "\r\n", "\r")
TEXTS = ("", "Some words between $x = 2$ and a list:\n\n* one\n* two\n", "| a | b |\n|---|---|\n| 1 | 2 |\n")
SIGNS = ["an", "oak", "three", "fir", "trees", "7", "4.5", "|", "*", "#", "-", "_", "`", ">", ":"]
WORDS = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=5)
NUMBERS = st.integers(-999, 99_999) | st.floats(-1e4, 1e4).map(lambda one: round(one, 3))
VALUES = (
    NUMBERS | st.lists(NUMBERS, max_size=4) | st.dictionaries(st.sampled_from("abc"), NUMBERS) | st.booleans()
)


@dataclass(frozen=True)
class Part:
    """A cell with its claim, what it claims, and what it shows."""

    shape: str
    said: str
    shown: str
    is_value: bool
    between: str
    html: str = ""

    @property
    def text(self) -> str:
        """The part as Markdown: further lines of the claim stand where its first one does."""
        margin = next(line for line in self.shape.split("\n") if "{}" in line).partition("{}")[0]
        return self.shape.replace("{}", self.said.replace("\n", f"\n{margin}")) + "\n" + self.between


def _lines_of_words() -> st.SearchStrategy[str]:
    return st.lists(WORDS.map(" ".join), min_size=1, max_size=4).map("\n".join)


def _table(rows: list[list[int]]) -> str:
    """Rows as an author writes them, with the index in front."""
    body = "\n".join(f"| {n} | {a} | {b} |" for n, (a, b) in enumerate(rows))
    return f"|   | a | b |\n|--:|--:|--:|\n{body}"


def _html(rows: list[list[int]]) -> str:
    """Rows as a data frame shows them."""
    body = "".join(f"<tr><th>{n}</th><td>{a}</td><td>{b}</td></tr>" for n, (a, b) in enumerate(rows))
    return f"<table><tr><th></th><th>a</th><th>b</th></tr>{body}</table>"


@st.composite
def tables(draw: st.DrawFn) -> Part:
    """A frame of whole numbers, one of which may be said wrongly."""
    pair = st.lists(st.integers(-99, 999), min_size=2, max_size=2)
    rows = draw(st.lists(pair, min_size=2, max_size=4))
    said = [list(row) for row in rows]
    said[draw(st.integers(0, len(rows) - 1))][draw(st.integers(0, 1))] += draw(st.integers(0, 3))
    shown = "\n".join(["     a    b", *(f"{n} {a:4} {b:4}" for n, (a, b) in enumerate(rows))])
    between = draw(st.sampled_from(TEXTS[:2]))
    return Part(
        draw(st.sampled_from(TABLES)), _table(said), shown, is_value=True, between=between, html=_html(rows)
    )


@st.composite
def gaps(draw: st.DrawFn) -> Part:
    """A place that asks to be filled."""
    is_value = draw(st.booleans())
    shown = draw(VALUES.map(repr) if is_value else _lines_of_words())
    return Part(draw(st.sampled_from(FILLS)), "", shown, is_value, draw(st.sampled_from(TEXTS)))


@st.composite
def claimed(draw: st.DrawFn) -> Part:
    """Values for any claim, printed words for blocks; half of what is said is true."""
    is_value = draw(st.booleans())
    texts = VALUES.map(repr) if is_value else _lines_of_words()
    shown = draw(texts)
    said = shown if draw(st.booleans()) else draw(texts)
    shape = draw(st.sampled_from(SHAPES if is_value else BLOCKS))
    return Part(shape, said, shown, is_value, draw(st.sampled_from(TEXTS)))


def parts() -> st.SearchStrategy[Part]:
    """Whatever `fix` may find in a post."""
    return st.one_of(claimed(), claimed(), tables(), gaps())


def executed(made: list[Part]) -> Executed:
    """A post of these parts, as if it had run."""
    post = parse(Source(PurePosixPath("post.md"), "# A post\n\n" + "\n".join(part.text for part in made)))
    plan = steps(post, claims.find(post))
    calls = [number for number, line in enumerate(post.lines, 1) if "show()" in line]
    return Executed(post, plan, tuple(_result(step, list(zip(calls, made, strict=True))) for step in plan))


def _result(step: Step, calls: list[tuple[int, Part]]) -> Result:
    here = [one for one in calls if step.line <= one[0] <= step.line + step.code.count("\n")]
    values = tuple(
        Shown(n, n, "", Value("object", one.shown, one.shown, html=one.html))
        for n, one in here
        if one.is_value
    )
    words = tuple(Printed((n,), "stdout", f"{one.shown}\n") for n, one in here if not one.is_value)
    return Result(shown=values, printed=words)


def _outside_of_code(text: str) -> list[tuple[str, int, str, str]]:
    """The blocks of a text; of fences and cells of tables only that they are there."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    cells = {at + 1 for at, one in enumerate(tokens) if one.type in {"td_open", "th_open"}}
    return [
        (one.type, one.level, one.info, one.content * (one.type != "fence" and at not in cells))
        for at, one in enumerate(tokens)
    ]


def _broken(judged: Judged) -> list[range]:
    broken = (one.claim for one in judged.verdicts if one.judgement is Judgement.BROKEN)
    return [range(claim.line, claim.end_line + 1) for claim in broken]


def _looked_at_again(judged: Judged, accepted: Accepted) -> Judged:
    """The new text beside the same outputs, found anew at the places where they stand now."""
    old = judged.executed.post.source.text
    after = again(judged, Source(PurePosixPath("post.md"), accepted.text), Moved(()))
    assert after is not None
    assert old.count("show()") == accepted.text.count("show()")
    calls = [number for number, line in enumerate(accepted.text.split("\n"), 1) if "show()" in line]
    before = [number for number, line in enumerate(old.split("\n"), 1) if "show()" in line]
    places = dict(zip(before, calls, strict=True))
    results = tuple(_moved(result, places) for result in judged.executed.results)
    return judge_all(Executed(after.executed.post, after.executed.steps, results))


def _moved(result: Result, places: dict[int, int]) -> Result:
    shown = tuple(Shown(places[one.line], places[one.line], "", one.value) for one in result.shown)
    printed = tuple(Printed((places[one.lines[0]],), "stdout", one.text) for one in result.printed)
    return Result(shown=shown, printed=printed)


@settings(max_examples=60, deadline=None)
@given(st.lists(parts(), min_size=1, max_size=3), st.sampled_from(ENDS))
def test_fix_changes_broken_claims_and_nothing_else(made: list[Part], end: str):
    judged = judge_all(executed(made))
    before, accepted = judged.executed.post.source.text, accept(judged)
    broken = _broken(judged)
    free = {line for lines in broken for line in lines}
    free |= {line for fill in fills(judged.executed) for line in (fill.line, fill.line + 1)}
    assert changes_only(free, before, accepted.text)
    assert restored(accepted.text, before.replace("\n", end)) == accepted.text.replace("\n", end)
    assert _outside_of_code(before) == _outside_of_code(accepted.text)
    after = _looked_at_again(judged, accepted)
    assert len(after.verdicts) >= len(judged.verdicts)
    assert len(_broken(after)) == len(accepted.by_hand)
    assert accept(after).text == accepted.text
