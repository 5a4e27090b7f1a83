"""The formulas of a page are one text: macros, numbers and labels are the page's, as MathJax has it."""

import re
from pathlib import PurePosixPath

import pytest

from blogkit.hugo import Context
from blogkit.model import Source
from blogkit.page import Body, render, sound_macros, with_formulas
from blogkit.page.mathml import FormulaError, Mathematics
from blogkit.source import config
from blogkit.source.posts import parse


def rendered(text: str, header: str = "math = true") -> Body:
    post = parse(Source(PurePosixPath("a.md"), f'+++\ntitle = "A"\n{header}\n+++\n{text}'))
    return render(post, None, Context(math_by_default=True))


def html(text: str, header: str = "math = true") -> str:
    body = rendered(text, header)
    assert body.rendered.problems == ()
    return re.sub(r"<annotation.*?</annotation>", "", body.rendered.html, flags=re.DOTALL)


@pytest.mark.parametrize(
    "tex",
    [
        r"\boxed{x = 1}",
        r"\begin{split} a &= b \\ &= c \end{split}",
        r"\sum_{\substack{i < j \\ k}} x",
        r"x = 1 \tag{3}",
        r"\begin{aligned} a &= b \tag{1} \end{aligned}",
        r"\begin{alignat}{2} a &= b \end{alignat}",
        r"\begin{eqnarray} a &=& b \end{eqnarray}",
        r"f(x) = \begin{cases} 1 & \text{if $x > 0$} \\ 0 & \mbox{else} \end{cases}",
        r"\DeclareMathOperator*{\argmin}{arg\,min} \argmin_x f",
        r"\newcommand{\pair}[2][0]{(#1, #2)} \pair{x} + \pair[1]{y}",
        r"\newcommand*\R{\mathbb{R}} \newcommand{\R}{\mathbf{R}} \R",
        r"\left< x \right> \pmatrix{a & b \cr c & d} \root 3 \of x \mathbbm{1}",
        r"\require{cancel} \cancel{x} \bbox[yellow]{y} \fcolorbox{red}{white}{z}",
    ],
)
def test_what_mathjax_shows_is_shown(tex: str):
    assert "<math" in Mathematics().mathml(tex, display=True)


def test_a_macro_holds_for_the_rest_of_the_page_and_not_for_the_next():
    page = Mathematics()
    assert page.mathml(r"\newcommand{\mine}{\mathbb{R}}", display=False) == ""
    assert "ℝ" in page.mathml(r"\mine^n", display=False)
    with pytest.raises(FormulaError, match=r"Unknown command"):
        Mathematics().mathml(r"\mine^n", display=False)


def test_a_display_for_a_script_stays_in_its_paragraph_as_in_hugo():
    body = html(r"- let $$\\{x\\}$$ be")
    assert re.fullmatch(r"(?s).*<li>let <math[^>]*display=.block.*\{.*</math> be</li>.*", body)


def test_equations_are_numbered_and_referred_to_across_the_page():
    text = r"""See $\eqref{later}$ and $\ref{tagged}$.

$$\begin{equation} a \end{equation}$$

$$b \label{later}$$

$$c \tag{X} \label{tagged}$$
"""
    page = html(text)
    assert '<a href="#later">(2)</a>' in page
    assert '<a href="#tagged">X</a>' in page
    assert re.findall(r'id="(later|tagged)"', page) == ["later", "tagged"]
    assert re.findall(r"<mtext>\((\w)\)</mtext>", page) == ["1", "2", "X"]


def test_a_label_nobody_has_and_a_formula_nobody_knows_are_said_with_their_lines():
    problems = rendered("Text $\\eqref{none}$.\n\nMore $\\nonsense$.").rendered.problems
    assert sorted((one.line, one.message) for one in problems) == [
        (5, "formula: no equation of the page has the label none"),
        (7, 'formula: Unknown command "\\nonsense".'),
    ]


def test_money_is_a_formula_as_in_hugo_with_a_warning():
    body = rendered("It costs $5 and $10.")
    (problem,) = body.rendered.problems
    assert (problem.line, "money" in problem.message) == (5, True)
    assert "<math" in body.rendered.html


def test_formulas_stand_in_headings_and_contents():
    body = rendered("## On $x^2$ and *more*\n\nText.")
    assert "<msup>" in body.rendered.html
    assert "<msup>" in body.rendered.toc
    assert "<em>more</em>" in body.rendered.toc


def test_titles_have_formulas_where_the_site_or_the_page_has():
    assert "<math" in with_formulas("On $x$", {})
    assert "<math" in with_formulas("On $x$", None, {"math": True})
    assert with_formulas("On $x$ & y", None) == "On $x$ &amp; y"
    assert with_formulas("From $5 to $10", {}) == "From $5 to $10"


def test_macros_of_the_site_are_read_as_mathjax_writes_them():
    macros, bad = sound_macros({"R": r"\mathbb{R}", "vec": [r"\mathbf{#1}", 1], "a1": "x"})
    assert bad == ["a1"]
    page = Mathematics(macros)
    assert "ℝ" in page.mathml(r"\R", display=False)
    assert "𝐱" in page.mathml(r"\vec{x}", display=False)


def test_names_of_macros_keep_their_case():
    (settings,) = config.read_languages({"hugo.toml": "[params.blogkit.macros]\nR = 'x'\nr = 'y'\n"})
    assert settings.blogkit == {"macros": {"R": "x", "r": "y"}}


def test_a_display_breaks_its_lines_where_its_author_does():
    page = Mathematics()
    assert page.mathml(r"a \\ = b \\", display=True).count("<mtr>") == 2
    assert page.mathml(r"a \\ {b \\ c}", display=False).count("<mtr>") == 0
    assert page.mathml(r"\left( \begin{matrix} a \\ b \end{matrix} \right)", display=True).count("<mtr>") == 2
    assert page.mathml(r"a \\ b \tag{7}", display=True).count("(7)") == 1
    assert "(7)" in page.mathml(r"\bordermatrix{& a \cr b & 1} \tag{7}", display=True)
