"""Table 2: why a text that agrees with nothing is no claim. The first rule that gives a reason decides."""

import ast
import builtins
import re
from collections.abc import Iterator, Mapping

from blogkit.check.claims.below import MARKED
from blogkit.check.claims.blocks import ANNOUNCED, BARE, HINTED, OUTPUT
from blogkit.check.claims.elsewhere import ELSEWHERE
from blogkit.check.compare import ONE_WORD, agree
from blogkit.check.compare.exceptions import UNREADABLE, raised_names
from blogkit.check.judge.case import Case, Rule
from blogkit.check.judge.causes import kinds
from blogkit.check.judge.claimhood import (
    answers_most,
    closed,
    describes,
    differ_by_one_sign,
    is_alien,
    is_bytecode,
    is_other_class,
    is_other_formula,
    is_other_shape,
    kind,
    leads_to,
    lists_other_classes,
    misnames,
    names_another_number,
    nearly_quotes,
    nearly_shows,
    resembles,
    same_kind,
)
from blogkit.check.judge.languages import other_language
from blogkit.check.written.pairs import several
from blogkit.check.written.values import (
    before_dash,
    end_of_bracket,
    leading_value,
    value_and_explanation,
    without_explanations,
)
from blogkit.code import statements
from blogkit.model import ClaimKind, Observation, StepKind

_GAP = re.compile(r"\?+|_{2,}|\.\.\. [^.\n]+ \.\.\.|(?:(?:\.\.\.|…|⋮)\s*){1,20}")
"""What stands where the reader is to think: `?`, `____`, `... look at it ...`."""
_FEW_LINES = 5
_CLASSES = re.compile(r"<class '(?:builtins\.|__main__\.)?([\w.]+)'>")
_ALL = 0.8
"""Above this share of common words a block is all that was shown, but for what it elides."""
_OUTPUTS = frozenset({ANNOUNCED, OUTPUT})
"""Syntaxes of blocks that are surely claims."""
_WHOLES = frozenset({ClaimKind.BLOCK, ClaimKind.DOCTEST})
"""Claims that are no comments."""


def gap(case: Case) -> str:
    """The answer is left to the reader: `?`, `____`."""
    return "leaves the answer to the reader" if _GAP.fullmatch(case.claim.expected.strip()) else ""


def expectation(case: Case) -> str:
    """The comment below says what really came: `# Expected: 5`, `# Got: 6`."""
    lines = case.executed.post.lines[case.claim.line - 1 : case.claim.line + 1]
    said = case.claim.kind in _COMMENTS and _EXPECTED.search(lines[0]) and _REALLY.match(lines[-1])
    return "says what was expected, and the next comment what came" if said else ""


_EXPECTED = re.compile(r"#\s*expected:", re.IGNORECASE)
_REALLY = re.compile(r"\s*#\s*(?:but\b|got\b|actual|really\b|instead\b|however\b)", re.IGNORECASE)


def hypothetical(case: Case) -> str:
    """The text calls a session or a comment hypothetical."""
    doubted = case.claim.doubted and case.claim.kind is not ClaimKind.BLOCK
    return "the text calls it hypothetical" if doubted else ""


def pictures(case: Case) -> str:
    """A table of pictures stands below a cell, or arrays are drawn: in boxes, or side by side."""
    said = case.claim.expected
    shows = case.claim.kind is ClaimKind.BLOCK and _PICTURE.search(said)
    pictured = shows and not any(map(_PICTURE.search, case.texts))
    pictured = pictured or (_BESIDE.search(said) and not any(map(_BESIDE.search, case.texts)))
    return "shows pictures" if pictured or _draws_boxes(said, case.texts) else ""


def _draws_boxes(said: str, texts: list[str]) -> bool:
    """Whether each element has brackets of its own that the value has not, and nothing holds them all."""
    if len(_BOX.findall(said)) < _TWO or end_of_bracket(said.strip(), 0) == len(said.strip()):
        return False
    return any(
        _ATOM.findall(said) == _ATOM.findall(text.removeprefix("array"))
        for text in texts
        if not _BOX.search(text)
    )


_TWO = 2
_ATOM = re.compile(r"[-\w.]+")
_BOX = re.compile(r"\[\s*([-\w.]+)\s*\]")


_BESIDE = re.compile(r"^[ \t]*\[\[[^\n]*[^\s,] {2,}\[\[", re.MULTILINE)
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(|<img\b")


def bytecode(case: Case) -> str:
    """A block lists the instructions of a cell that does not ask for them: `python -m dis` has shown them."""
    lists = is_bytecode(case.claim.expected) and not any(map(is_bytecode, case.texts))
    return "lists instructions that the cell does not ask for" if lists else ""


def task(case: Case) -> str:
    """A label announces what a task asks for: the cell only gives what it is about."""
    given = case.claim.kind in _COMMENTS and _has_label(case) and case.claim.syntax.endswith("below")
    marked = case.facts.marked[case.index] if given else ()
    return "the cell only sets a task" if marked and all(_is_given(one.unit.node) for one in marked) else ""


def _is_given(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name()], value=value):
            return not any(isinstance(one, ast.Call | ast.BinOp | ast.Name) for one in ast.walk(value))
        case _:
            return False


_COMMENTS = frozenset({ClaimKind.TRAILING, ClaimKind.FOLLOWING})


def data(case: Case) -> str:
    """The cell is nothing but values laid out over lines, as the text shows them: it computes none."""
    block = case.claim.kind is ClaimKind.BLOCK and case.step.kind is StepKind.CELL
    nodes = statements(case.step.code) if block else ()
    written = bool(nodes) and all(isinstance(one, ast.Expr) and _is_laid_out(one.value) for one in nodes)
    return "the cell only shows values" if written else ""


def _is_laid_out(node: ast.expr) -> bool:
    laid_out = (node.end_lineno or node.lineno) - node.lineno > _TWO
    return laid_out and not any(
        isinstance(one, ast.Name | ast.Call | ast.BinOp | ast.Compare | ast.JoinedStr)
        for one in ast.walk(node)
    )


def silent_cell(case: Case) -> str:
    """A bare block stands below a cell that shows nothing."""
    return "the cell shows nothing" if _is_bare_block(case) and not case.seen else ""


def alien_block(case: Case) -> str:
    """A bare block has too little in common with what the cell shows."""
    if not _is_bare_block(case):
        return ""
    said = case.claim.expected
    if _cannot_be_read(case):
        return "the cell is no Python, and the text does not say so"
    if case.claim.labelled:
        near = any(not is_alien(said, one) for one in case.seen)
    else:
        near = any(nearly_shows(said, one, hinted=case.claim.syntax == HINTED) for one in case.seen)
    return "" if near else "does not look like what the cell shows"


def _cannot_be_read(case: Case) -> bool:
    shown = {name for one in case.seen for name in raised_names(one.text)}
    return bool(shown & UNREADABLE) and not UNREADABLE & {*raised_names(case.claim.expected)}


def shown_above(case: Case) -> str:
    """Another block, further up below the same cell, is all that the cell shows."""
    if case.claim.kind is not ClaimKind.BLOCK or not case.seen:
        return ""
    above = [one for one in case.step.claims if one.kind is ClaimKind.BLOCK and one.line < case.claim.line]
    whole = case.seen[0]
    complete = any(agree(one.expected, whole) and resembles(one.expected, whole.text) > _ALL for one in above)
    return "the block above is all that the cell shows" if complete else ""


def _is_bare_block(case: Case) -> bool:
    claim = case.claim
    return claim.syntax == BARE or (claim.kind is ClaimKind.BLOCK and claim.syntax not in _OUTPUTS)


def explanation(case: Case) -> str:
    """A comment without a label is not value-shaped, and quotes nothing."""
    if (
        case.claim.kind in _WHOLES
        or case.claim.labelled
        or _quotes(case)
        or misnames(case.claim.expected, case.raised)
    ):
        return ""
    return "not value-shaped, and not what the statement shows"


def _quotes(case: Case) -> bool:
    """Whether a comment is what was shown but for a slip."""
    said = case.claim.expected
    if case.claim.syntax == ELSEWHERE and any(answers_most(said, text) for text in case.texts):
        return True
    arrow = case.claim.syntax.startswith("arrow")
    if arrow and any(said.strip().lower() == text.strip().lower() for text in case.texts):
        return True
    quoting = arrow or case.claim.kind is ClaimKind.TRAILING
    if quoting and any(names_another_number(said, text) for text in _with_lines(case.texts)):
        return True
    return (
        any(nearly_quotes(said, text) or lists_other_classes(said, text) for text in _with_lines(case.texts))
        or (
            " " not in (word := before_dash(said))
            and any(differ_by_one_sign(word, text.strip(), 3) for text in case.texts)
        )
        or ("\n" in said and any(resembles(said, text) > _MOSTLY for text in case.texts))
        or any(_is_slip(said, one) for one in case.seen)
        or _is_other_value(case)
    )


def _is_slip(said: str, one: Observation) -> bool:
    closed_well = any(agree(text, one) for text in closed(said))
    other = is_other_formula(said, one) or is_other_shape(said, one) or is_other_class(said, one)
    return other or closed_well


def _is_other_value(case: Case) -> bool:
    """Whether words follow a value that another one of its kind is shown for: `2 items` for 3.

    A number that the statement itself mentions, and a truth that hangs on a condition, explain it.
    """
    said = case.claim.expected.strip()
    value = leading_value(said) or _value_before_dash(said) or _group_behind_word(said)
    behind = said[len(value) :]
    code = "\n".join(case.lines).partition("#")[0]
    if case.claim.kind is not ClaimKind.TRAILING:
        return False
    if _POWER.fullmatch(without_explanations(said).strip()):
        return any(kind(one.text) == "number" for one in case.seen)
    if not value or _CONDITION.match(behind):
        return False
    match kind(value):
        case "number":
            few = len(behind.split()) <= _FEW_WORDS or behind.lstrip()[:1] in {"—", "–"}
            plain = few and (_COUNTS.search(code) or not _SHOWN_ONLY.search(code))
            mentioned = re.search(rf"(?<![\w.]){re.escape(value)}(?![\w.])", code)
            meant = plain and (not mentioned or _value_before_dash(said))
            return bool(meant) and any(kind(one.text) == "number" for one in case.seen)
        case "string":
            return any(nearly_quotes(value, text) for text in case.texts)
        case "word":
            return any({value, one.text.strip()} == {"True", "False"} for one in case.seen)
        case _:
            return any(
                same_kind(value, one) and resembles(value, one.text) > _HALF and value not in code
                for one in case.seen
            )


def _group_behind_word(said: str) -> str:
    """The list that one word in any language stands before: `devolvió [1, 2]`."""
    match = ONE_WORD.match(said)
    value = said[match.end() :] if match else ""
    return value if value[:1] in {"[", "(", "{"} and value_and_explanation(value) == (value, "") else ""


def _value_before_dash(said: str) -> str:
    value = before_dash(said)
    return value if value_and_explanation(value) == (value, "") else ""


_CONDITION = re.compile(r"\s*(?:if|when|where|unless|for|only|whenever|while|or)\b", re.IGNORECASE)
_POWER = re.compile(r"[-−]?\d[\d.,]*\s?[×x·*]\s?[-−]?10\s?(?:(?:\^|\*\*)\{?[-−]?\d+\}?|[⁻⁰¹²³⁴-⁹]+)")
_COUNTS = re.compile(r"=\s*(?:len|sum)\(")
_SHOWN_ONLY = re.compile(r"^\s*[\w., ]+(?<![=<>!])=(?!=)")
"""An assignment, beside which a number may be many things."""
_FEW_WORDS = 3
_HALF, _MOSTLY = 0.5, 0.75


def _with_lines(texts: list[str]) -> Iterator[str]:
    """The texts, and the lines of those that have a few."""
    for text in texts:
        yield text
        if "<class '" in text:
            yield _CLASSES.sub(r"\1", text)  # `[KeyError, LookupError]`
        lines = text.strip().split("\n", _FEW_LINES)
        yield from lines if 1 < len(lines) <= _FEW_LINES else ()


def description(case: Case) -> str:
    """A labelled comment speaks about the output rather than quoting it."""
    said = case.claim.expected
    if case.claim.syntax == MARKED:
        return ""
    remark = (
        _has_label(case)
        and not several(said)
        and describes(said)
        and not any(resembles(said, text) > 0.5 for text in case.texts)  # half of the words
        and not any(differ_by_one_sign(without_explanations(said), text.strip(), 3) for text in case.texts)
    )
    remark = remark or (_has_label(case) and any(leads_to(said, text) for text in case.texts))
    remark = remark or (_has_label(case) and _is_words_for_numbers(said, case.texts))
    return "describes the output in words" if remark else ""


def _is_words_for_numbers(said: str, texts: list[str]) -> bool:
    """Whether several words stand where nothing but numbers is shown: `Output: slope and its error`."""
    words = _ONLY_WORDS.fullmatch(said.strip()) and not raised_names(said) and kind(said) == "other"
    return bool(words and texts) and all(_ONLY_NUMBERS.fullmatch(text.strip()[:_FEW_SIGNS]) for text in texts)


_ONLY_WORDS = re.compile(r"[^\W\d_]+(?:[ ,、和与]+[^\W\d_]+)*[.。]?")
_ONLY_NUMBERS = re.compile(r"(?:array|tensor|[-\d.\s,e+()\[\]])+")
_FEW_SIGNS = 1_000


def silent_statement(case: Case) -> str:
    """A value stands beside a statement that shows nothing."""
    return "the statement shows nothing" if _is_bare_value(case) and not case.seen else ""


def other_kind(case: Case) -> str:
    """A number stands beside a statement that shows a text, and the like."""
    # a printed None is what the function forgot to return
    fits = any(one.text == "None\n" or same_kind(case.claim.expected, one) for one in case.seen)
    said = case.claim.expected.strip()
    fits = fits or (said[:1].isalpha() and any(nearly_quotes(said, text) for text in case.texts))
    fits = (fits or _names_another(case)) and not _is_number_beside_lines(case)
    return "the statement shows a value of another kind" if _is_bare_value(case) and not fits else ""


def _is_number_beside_lines(case: Case) -> bool:
    """Whether one number stands beside a statement that shows lines, and ends with no number: `#7`."""
    lines = [text.strip().split("\n") for text in case.texts]
    return kind(case.claim.expected) == "number" and all(
        len(one) > _TWO and kind(one[-1]) != "number" and not re.search(r"\d", one[-1]) for one in lines
    )


def opaque(case: Case) -> str:
    """A value stands by an assignment of an object whose only text is its address."""
    said = case.claim.expected
    if case.claim.kind in _WHOLES or not case.seen or "<" in said or raised_names(said):
        return ""
    near = [one.unit.node for one in case.facts.marked[case.index] if case.is_about(one.unit)]
    given = bool(near) and all(isinstance(node, ast.Assign | ast.AnnAssign) for node in near)
    hidden = given and all(_OPAQUE.fullmatch(text.strip()) for text in case.texts)
    return "the statement makes an object that does not show its value" if hidden else ""


_OPAQUE = re.compile(r"<[\w.<>]+ object at 0x[^<>]*>")


def _names_another(case: Case) -> bool:
    """Whether it names an exception that is none of those that were raised, nor a class above them."""
    named = set(raised_names(case.claim.expected))
    raised = [one for one in (case.result.failure, *case.result.raised) if one]
    known = [one for one in raised if one.bases or hasattr(builtins, one.name)]
    above = frozenset[str]().union(*map(kinds, known))
    return bool(named and known) and len(known) == len(raised) and named.isdisjoint(above)


def _has_label(case: Case) -> bool:
    return case.claim.kind not in _WHOLES and case.claim.syntax.startswith("labelled")


def _is_bare_value(case: Case) -> bool:
    return case.claim.kind not in _WHOLES and case.claim.labelled and not _has_label(case)


NO_CLAIM: Mapping[str, Rule] = {
    "gap": gap,
    "expectation": expectation,
    "hypothetical": hypothetical,
    "pictures": pictures,
    "bytecode": bytecode,
    "task": task,
    "data": data,
    "other language": other_language,
    "silent cell": silent_cell,
    "shown above": shown_above,
    "alien block": alien_block,
    "explanation": explanation,
    "description": description,
    "opaque": opaque,
    "silent statement": silent_statement,
    "other kind": other_kind,
}
"""In the order in which they are asked."""
