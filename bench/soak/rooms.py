"""The rooms of the tool that read what strangers wrote: what each does, and what texts it gets."""

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from blogkit.check import claims
from blogkit.check.compare import COMPARATORS, agree
from blogkit.check.judge.engine import judge
from blogkit.check.steps import steps
from blogkit.check.symbolic import latex
from blogkit.check.symbolic.budget import TooLongError
from blogkit.check.symbolic.notation import chains, expanded, macros
from blogkit.errors import ContentError
from blogkit.execute.notebook import reported_files, results_of
from blogkit.execute.notes import with_observations
from blogkit.execute.soundness import has_form
from blogkit.hugo.context import Context
from blogkit.hugo.render import render
from blogkit.kernel import OBSERVED
from blogkit.model import Executed, Observation, Output, Printed, Result, Source
from blogkit.page.downloads import downloads
from blogkit.page.mathml import FormulaError, Mathematics
from blogkit.source import config, frontmatter, parse
from blogkit.source.layouts import Layouts, Template
from blogkit.source.line_ends import unified

LIVELY = Context(
    settings=config.read(
        {
            "hugo.toml": "enableEmoji = true\n[markup.goldmark.renderer]\nunsafe = true\n"
            "[markup.goldmark.parser.attribute]\nblock = true\n"
        }
    ),
    math_by_default=True,
)
PLAIN = Context()


@dataclass(frozen=True)
class Room:
    """`read` raises only what is meant for the author; `pieces` are what its texts are made of."""

    read: Callable[[str], object]
    pieces: tuple[str, ...]
    seeds: tuple[str, ...] = ()


# --- what each room does -----------------------------------------------------------------------------


def _front_matter(text: str) -> None:
    try:
        header = frontmatter.read(text, "a.md")
    except ContentError:
        header = frontmatter.read_foreign(text, "a.md")
    frontmatter.doubts(text, header, "a.md")
    frontmatter.body_of(text, header)


def _configuration(text: str) -> None:
    for name in ("hugo.toml", "hugo.yaml", "hugo.json"):
        try:
            config.read_languages({name: text})
        except ContentError:
            continue


def _markdown(text: str) -> None:
    for context in (LIVELY, PLAIN):
        render(text, 1, context)


def _template(text: str) -> None:
    context = Context(settings=LIVELY.settings, layouts=Layouts({"t": Template(text)}))
    render('{{< t "a" >}}', 1, context)


def _executed(text: str, shown: str = "1 2 3\n") -> Executed | None:
    try:
        post = parse(Source(PurePosixPath("a.md"), unified(text)))  # as files are read
    except ContentError:
        return None
    plan = steps(post, claims.find(post))
    output = Output("stdout", {"text/plain": shown, "text/html": f"<p>{shown}"})
    return Executed(post, plan, (Result((output,), (Printed((1,), "stdout", shown),)),) * len(plan))


def _claims(text: str) -> None:
    executed = _executed(text, text[-40:])
    if executed is not None:
        judge(executed, claims.survey(executed.post))


def _comparators(text: str) -> None:
    claim, _, shown = text.partition("\x1f")
    try:
        agree(claim, Observation(shown), COMPARATORS)
    except TooLongError:
        return


def _latex(text: str) -> None:
    mathematics = Mathematics()
    for display in (False, True):
        try:
            mathematics.mathml(text, display=display)
        except FormulaError:
            continue
    known = expanded(text, macros(text))
    for chain in chains(f"${known}$"):
        for side in chain.sides:
            try:
                latex.read(side, {})
            except (ValueError, ArithmeticError, TooLongError):
                continue


def _downloads(text: str) -> None:
    executed = _executed(text, text[:40])
    if executed is not None:
        downloads(judge(executed, claims.survey(executed.post)))


_POST = parse(Source(PurePosixPath("a.md"), "```python\n1 + 1  # 2\n```\n"))
_STEPS = steps(_POST, ())
_CELL: Mapping[str, Any] = {
    "cell_type": "code",
    "execution_count": 1,
    "id": "step-0",
    "metadata": {"tags": [], "blogkit": {"kind": "cell", "path": "a.md", "line": 2}},
    "source": "1 + 1  # 2",
    "outputs": [
        {"output_type": "stream", "name": "stdout", "text": "2\n"},
        {"output_type": "execute_result", "data": {"text/plain": "2"}, "metadata": {}, "execution_count": 1},
        {
            "output_type": "display_data",
            "data": {
                OBSERVED: {"cell": 1, "printed": [{"places": [[1, 1]], "stream": "stdout", "text": "2"}]}
            },
            "metadata": {},
        },
        {"output_type": "error", "ename": "E", "evalue": "x", "traceback": ["Cell In[1], line 1"]},
    ],
}
RECORD = json.dumps({"cells": [_CELL], "metadata": {"blogkit": {"files": {}}}, "nbformat": 4})


def _records(text: str) -> None:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return
    if has_form(record, len(_STEPS)):
        result = results_of(_STEPS, record)
        with_observations(Executed(_POST, _STEPS, result))
        reported_files(record)


# --- what the texts are made of ----------------------------------------------------------------------

_COMMON = (
    *("a", "b", " ", "\n", "\n\n", "\t", "é", "中", "\u2028", "\x85", "\0", "\ufeff"),
    *("1", "-", "\\", '"', "'"),
)
_MARKDOWN = tuple(
    r"""
    ** * _ ~ ~~ ` ``` ~~~ [ ] ( ) ![ ]( [^ [^a]: ]: : | |-|- + 1. # ## > $ $$ \( \[ \) & &amp; &#0; <
    <div> </div>     <!-- --> {.c} {#a} :smile: www.a.bc https://d.ef x@y.zz ... -- --- === -
    <a@b.c> <script> <style>
    """.split()
)
_SHORTCODES = tuple(
    r"""
    {{< >}} {{% %}} {{</ {{%/ figure highlight ref relref src= title= link= "x" `y` details param
    gist youtube 1
    2     /> {{</* */>}} python
    """.split()
)
_TEMPLATE = tuple(
    r"""
    {{ }} {{- -}} if else end range with define block template partial . $ .Get .Inner .Page .Site $x := = |
    ( ) printf "%d" "%s" "%v" "%9.2f" 0 1 -1 9999999999999 1.5 true nil slice dict seq len index add div mod
    mul first last after where sort replace replaceRE findRE split delimit strings.Repeat safeHTML markdownify
    dateFormat time urlize jsonify transform.Unmarshal default eq lt and or not /* */ break continue return
    `[a-z]+` substr humanize math.Pow int float string merge apply group uniq union in
    """.split()
)
_CODE = (
    *r"""
    ```python ``` # 1 2 3 >>> ... x = f( ) [ ] { } : print( # doctest: ELLIPSIS => -> → 'a' "b" 1e9 1_000
    0.1 1/3 Traceback ValueError: array([ dtype=float64) {'a': <x at 0x7f> True None nan inf $ x^2
    def class lambda
    import if for in # -> # => #: Out[1]: In [1]: <!-- check --> ```text {execute=false} {raises=true} \frac
    """.split(),
    *("```\n", "\n", "\n", " ", "  # ", "\n    "),
)
_HEADER = (
    *r"""
    --- +++ { } title: title = date: date = draft: true false tags: - [ ] a: b: c: "x" 'y' 2024-01-02
    2024-13-45T99:00:00Z .inf .nan 1e400 0x1F ~ null &a *a !!python/object !!binary | > ? : # [params.blogkit]
    [params] [[a]] timeout = nan weight url slug aliases: params: blogkit: execute menu
    cascade outputs expiryDate     <<: \u0000 \ud800 \x1b -1 9999999999999999999999 :: a.b.c =
    """.split(),
    *("\n", "\n", "\n  ", "\n- "),
)
_FORMULAS = tuple(
    r"""
    \frac{ } { \sqrt x y z ^ _ + - = \cdot \int \sum_{i=1}^n \lim_{x\to0} \left( \right) \begin{pmatrix}
    \end{pmatrix} & \\ \text{ \mathbb{R} \alpha \pi \sin \log 1 2 9^{9^{9}} ! ' | \| < \le \approx ( ) ,
    \, \quad     \newcommand{\a}[1]{#1} \a \def\b{ \operatorname{f} \binom{n}{k} \pm \infty dx
    \partial \label{a} \tag{1}
    \begin{aligned} \end{aligned} $ \( \) % # ~ \hline \color{red} \href{javascript:x}{y}
    """.split()
)
_JSON = tuple("""{ } [ ] : , "a" "cells" "outputs" null true 1 -1e999 "\\ud800" "text/plain" NaN""".split())

ROOMS: Mapping[str, Room] = {
    "front matter": Room(
        _front_matter,
        (*_COMMON, *_HEADER),
        ("---\ntitle: A\ntags: [a, b]\n---\nText\n", "+++\ntitle = 'A'\n+++\n"),
    ),
    "configuration": Room(
        _configuration, (*_COMMON, *_HEADER), ("title = 'A'\n[params.blogkit]\ntimeout = 1\n",)
    ),
    "Markdown": Room(
        _markdown, (*_COMMON, *_MARKDOWN), ("# A\n\n* b\n  | c | d |\n  |---|---|\n  | $x$ | `y` |\n",)
    ),
    "shortcodes": Room(
        _markdown, (*_COMMON, *_SHORTCODES, *_MARKDOWN[:20]), ('{{< figure src="a.png" title="B" >}}\n',)
    ),
    "templates": Room(
        _template,
        (*_COMMON[:8], *_TEMPLATE, " ", " ", " "),
        ("{{ range $i, $v := seq 3 }}{{ $v }}{{ end }}",),
    ),
    "claims": Room(_claims, (*_COMMON, *_CODE), ("```python\nx = 1\nx  # 1\n```\n\n```\n1\n```\n",)),
    "comparators": Room(
        _comparators, (*_COMMON, *_CODE, "\x1f"), ("array([1., 2.])\x1f[1. 2.]", "{1, 2}\x1f{2, 1}")
    ),
    "LaTeX": Room(_latex, (*_COMMON, *_FORMULAS), (r"\frac{x^2}{2} = \int_0^x t \, dt",)),
    "records": Room(_records, (*_COMMON, *_JSON), (RECORD,)),
    "notebooks": Room(_downloads, (*_COMMON, *_MARKDOWN, *_CODE), ("# A\n\n```python\n1 + 1\n```\n",)),
}

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def some_text(chance: random.Random, room: Room) -> str:
    """A text of pieces, or a seed with some of its pieces changed."""
    kind = chance.random()
    if kind < 0.5 or not room.seeds:
        glue = chance.choice(("", "", " ", "\n"))
        return glue.join(chance.choices(room.pieces, k=chance.randint(1, 40)))
    if kind < 0.6:  # one or two pieces, again and again
        return "".join(chance.choices(room.pieces, k=chance.randint(1, 2))) * chance.randint(2, 200)
    parts = _TOKEN.findall(chance.choice(room.seeds))
    for _ in range(chance.randint(1, 6)):
        _change(chance, parts, room)
    return "".join(parts)


def _change(chance: random.Random, parts: list[str], room: Room) -> None:
    at = chance.randrange(len(parts) + 1)
    kind = chance.randrange(4)
    if kind == 0:
        parts[at : at + 1] = []
    elif kind == 1:
        parts[at:at] = chance.choices(room.pieces, k=chance.randint(1, 3))
    elif kind == 2:
        parts[at : at + 1] = [chance.choice(room.pieces)]
    else:
        parts[at:at] = parts[at : at + chance.randint(1, 5)] * chance.randint(1, 3)
    if not parts:
        parts.append(chance.choice(room.pieces))
