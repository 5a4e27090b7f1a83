"""(claimed text, Observation) -> the observation in the author's notation, so that it holds."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from blogkit.check.compare import COMPARATORS, Comparator, agree
from blogkit.check.compare.exceptions import raised_names
from blogkit.check.compare.text import end_of_line, texts
from blogkit.check.written.numbers import decimal
from blogkit.check.written.tokens import Token, tokens
from blogkit.check.written.values import value_and_explanation
from blogkit.model import Observation


def imitate(
    claim: str,
    observation: Observation,
    comparators: Mapping[str, Comparator] = COMPARATORS,
    *,
    lines: bool = False,
) -> str:
    """Write what was observed as the author wrote the claim; empty where that cannot be done.

    `lines`: the text may have several lines, as a block has.

    >>> imitate("[1, 2] (first two)", Observation("x: [1 3]"))
    '[1, 3] (first two)'
    >>> imitate("3.15", Observation("3.14159"))
    '3.14'
    """
    shaped = value_and_explanation(claim)
    value, explanation = shaped or (claim, "")
    behind = claim.strip()[len(value) :] if explanation else ""
    for draft in _drafts(value, observation, lines=lines):
        text = draft + behind
        if (lines or "\n" in claim or "\n" not in text) and agree(text, observation, comparators) is not None:
            return text
    return ""


def _drafts(value: str, observation: Observation, *, lines: bool) -> list[str]:
    shown = [text.rstrip() for text in texts(observation)]
    tails = [tail for text in shown if (tail := _tail(value, text)) and not raised_names(value)]
    drafts = [_below_stack(value, text) or _class_name(value, text) for text in shown]
    drafts += [_digits(value, text) for text in (*shown, *tails)]
    drafts += [_reformatted(value, text) for text in (*shown, *tails)]
    if "\n" in value or lines:
        drafts += [_elided_lines(value, text) for text in shown]
        drafts += shown
    quoted = value[:1] in {"'", '"'}
    plain = [observation.value.repr if quoted else observation.value.text] if observation.value else []
    drafts += [*tails, *plain, *shown, *(" ".join(text.split()) for text in (*plain, *shown))]
    drafts += [text.strip().rpartition("\n")[2] for text in shown]
    return [draft for draft in dict.fromkeys(drafts) if draft]


def _below_stack(value: str, text: str) -> str:
    """The traceback as the author shows it, with the exception that came up."""
    stack, _, _ = value.rpartition("\n")
    return f"{stack}\n{text}" if "Traceback (most" in stack and "\n" not in text else ""


def _class_name(value: str, text: str) -> str:
    """The short name of a class where a short name is written."""
    match = re.fullmatch(r"<class '(?:[\w<>]+\.)*(\w+)'>", text)
    return match[1] if match and value.isidentifier() else ""


def _tail(value: str, text: str) -> str:
    """The end of a printed line that takes the place of the value: behind `x**2: `."""
    last = text.rpartition("\n")[2]
    if value[:1] in {"[", "(", "{"}:
        start = text.find(value[:1])
        return text[start:] if start > 0 else ""
    match = re.search(r"(?:[:=]\s+|\s)(\S+)$", last)
    return match[1] if match and end_of_line(match[1], last) else ""


def _digits(value: str, text: str) -> str:
    """The claim's own text with each number replaced: only where words and signs are the same."""
    said, shown = tokens(value), tokens(text)
    pieces = _bare(said), _bare(shown)
    if len(pieces[0]) != len(pieces[1]) or not pieces[0]:
        return ""
    wanted = iter(pieces[1])
    parts: list[str] = []
    at = 0
    for token in said:
        start = value.index(token.text, at) if token.text in value[at:] else -1
        if start < 0:
            return ""
        parts.append(value[at:start])
        at = start + len(token.text)
        if token.text in _SEPARATORS:
            parts.append(token.text)
            continue
        replacement = _replaced(token, next(wanted))
        if replacement is None:
            return ""
        parts.append(replacement)
    return "".join(parts) + value[at:]


_SEPARATORS = frozenset([",", "'", '"', "`"])


def _bare(row: tuple[Token, ...]) -> list[Token]:
    return [token for token in row if token.text not in _SEPARATORS]


def _replaced(said: Token, shown: Token) -> str | None:
    if said.text == shown.text:
        return said.text
    if said.kind != shown.kind:
        return None
    if said.kind == "number":
        return rounded(shown.text, said.text)
    return shown.text if said.kind == "word" else None


def rounded(number: str, like: str) -> str:
    """A number with as many decimals as another one shows.

    >>> rounded("3.14159", "2.72"), rounded("12", "9"), rounded("0.5", "1")
    ('3.14', '12', '0.5')
    """
    value, model = decimal(number), decimal(like)
    if value is None or model is None or re.search("[eE]", number + like):
        return number
    places = len(like.partition(".")[2])
    if places < 2 or len(number.partition(".")[2]) <= places:
        return number
    return str(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN))


def _reformatted(value: str, text: str) -> str:
    """Brackets and commas as the author writes them: `[1 2]` or `[1, 2]`."""
    if value[:1] not in {"[", "("}:
        return ""
    match = re.search(r"\[.*\]" if value[0] == "[" else r"\(.*\)", text, re.DOTALL)
    if match is None:
        return ""
    inner = re.sub(r",\s*(?:dtype|device|weak_type)=[^)\]]*", "", match[0])
    inner = inner[1:-1] if inner[:1] == "(" and inner[1:2] == "[" and value[:1] == "[" else inner
    inner = re.sub(r"\s+", " ", inner) if "\n" not in value else inner
    if "," in value and "," not in inner:
        inner = re.sub(r"(?<=[\w.\])])\s+(?=[-\w.\[(])", ", ", re.sub(r"\[\s+", "[", inner))
    elif "," not in value:
        inner = re.sub(r",\s*", " ", inner)
    like = tokens(value)
    model = max((token.text for token in like if token.kind == "number"), key=_places, default="")
    if not model or _places(model) < 2:
        return inner
    return re.sub(r"[-+]?\d+\.\d+(?![\w.])", lambda found: rounded(found[0], model), inner)


def _places(number: str) -> int:
    return len(number.partition(".")[2])


def _elided_lines(value: str, text: str) -> str:
    """Keep a line `...` of the claim: the lines above and below it are taken anew."""
    said, shown = value.split("\n"), text.split("\n")
    cut = next((index for index, line in enumerate(said) if line.strip() in {"...", "…", "⋮"}), None)
    if cut is None or len(shown) < len(said) - 1:
        return ""
    below = len(said) - cut - 1
    return "\n".join([*shown[:cut], said[cut], *(shown[len(shown) - below :] if below else [])])
