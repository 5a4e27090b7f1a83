"""(claimed text, Observation) -> the name of the strictest comparator that agrees."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from blogkit.check.claims.displays import DISPLAYED
from blogkit.check.compare import exceptions, older_words, tables, text, values, verbatim
from blogkit.check.compare.formulas import formula, latex
from blogkit.check.symbolic.budget import TooLongError
from blogkit.check.written.pairs import several
from blogkit.check.written.values import (
    leading_value,
    value_and_explanation,
    without_explanations,
    without_remarks,
)
from blogkit.model import Claim, ClaimKind, Observation

Comparator = Callable[[str, Observation], bool]
"""Whether the claimed text says what was observed."""

COMPARATORS: Mapping[str, Comparator] = {
    "exact": text.on_whole(text.exact),
    "white space": text.on_whole(text.spacing),
    "quotes": text.on_whole(text.quotes),
    "digits": text.on_whole(text.digits),
    "number": values.number,
    "array": values.array,
    "collection": values.collection,
    "shape": values.shape,
    "fancy number": values.fancy_number,
    "about": values.about,
    "bits": values.bits,
    "class name": text.on_any(text.class_name),
    "exception": exceptions.raised,
    "separators": text.on_whole(text.separated),
    "end of the line": text.on_any(text.end_of_line),
    "collection at the end": values.labelled_collection,
    "end of some line": text.on_any(text.end_of_some_line),
    "ends of the lines": text.on_any(text.ends_of_lines),
    "some lines": text.on_any(text.some_lines),
    "values in a line": text.on_any(text.values_in_line),
    "times": text.on_whole(text.times),
    "elision": text.on_any(text.elided),
    "rounded with dots": values.rounded_with_dots,
    "decoration": text.on_whole(text.undecorated),
    "names of types": text.on_whole(text.renamed),
    "callable": text.on_whole(text.callables),
    "sets": text.on_whole(text.sets_in_any_order),
    "any order": text.on_whole(text.in_any_order),
    "addresses": text.on_whole(text.incidental),
    "table": tables.table,
    "older words": verbatim.on_words(older_words.older),
    "formula": formula,
}
"""From strict to lenient; the first that agrees gives a verdict its `agreed_by`."""

SESSION: Mapping[str, Comparator] = {
    "letters": verbatim.on_words(text.exact),
    "spaces": verbatim.on_words(verbatim.spaced),
    "last digits": verbatim.on_words(verbatim.noisy),
    "rounded": verbatim.on_words(verbatim.rounded),
    "left out": verbatim.on_words(verbatim.elided),
    "order": verbatim.on_words(verbatim.reordered),
    "places": verbatim.on_words(verbatim.elsewhere),
    "older words": COMPARATORS["older words"],
    "exception": COMPARATORS["exception"],
    "callable": COMPARATORS["callable"],
    "frame": verbatim.frame,
    "below a remark": verbatim.on_words(verbatim.below_remark),
    "bare array": verbatim.on_words(verbatim.bare_array),
    "bare series": verbatim.on_words(verbatim.bare_series),
    "terms": verbatim.terms,
}
"""Of the interpreter's own words, as a session quotes them: nothing here reads a value."""

FENCE: Mapping[str, Comparator] = {
    **SESSION,
    "printed": verbatim.on_words(verbatim.as_printed),
    "without its label": verbatim.on_words(verbatim.without_label),
    "JSON": verbatim.on_words(verbatim.as_json),
    "cut off": verbatim.on_words(verbatim.cut_off),
}
"""Of an output fence, which may hold what a cell shows or what a script would print."""

NORMALIZED: Mapping[str, Comparator] = {**SESSION, "white space": COMPARATORS["white space"]}
"""Of an answer for which doctest is told to NORMALIZE_WHITESPACE."""

TABLES: Mapping[str, Mapping[str, Comparator]] = {
    "session, any spaces": NORMALIZED,
    "quoted output": COMPARATORS,
    DISPLAYED: {"LaTeX": latex},
}
"""Syntaxes that are compared in a way of their own."""


def comparators_for(claim: Claim) -> Mapping[str, Comparator]:
    """Whose words the claim quotes: a comment is the author's, a session the interpreter's."""
    kinds = {ClaimKind.DOCTEST: SESSION, ClaimKind.BLOCK: FENCE}
    return TABLES.get(claim.syntax) or kinds.get(claim.kind, COMPARATORS)


def agree(
    claim_text: str, observation: Observation, comparators: Mapping[str, Comparator] = COMPARATORS
) -> str | None:
    """Name the first comparator that agrees; None when the claim does not hold.

    An explanation behind the value is left out when the whole text does not agree. A comparator
    that throws does not agree. Raises TooLongError where none agrees, and one did not come to an end.

    >>> agree("[1 4 9]", Observation("x**2: [1 4 9]"))
    'end of the line'
    >>> agree("1 (first element)", Observation("1"))
    'exact'
    """
    late: TooLongError | None = None
    for reading in readings(claim_text, explained=comparators is COMPARATORS):
        for name, comparator in comparators.items():
            try:
                if comparator(reading, observation):
                    return name
            except (ValueError, ArithmeticError, LookupError, TypeError, RecursionError):
                continue
            except TooLongError as error:
                late = error
    if late is not None:
        raise late
    return None


def agree_with_any(
    claim_text: str,
    observations: Iterable[Observation],
    comparators: Mapping[str, Comparator] = COMPARATORS,
) -> tuple[Observation, str] | None:
    """The first observation that agrees, and the comparator's name; raises TooLongError as `agree` does."""
    late: TooLongError | None = None
    for observation in observations:
        try:
            name = agree(claim_text, observation, comparators)
        except TooLongError as error:
            late = error
            continue
        if name is not None:
            return observation, name
    if late is not None:
        raise late
    return None


def readings(claim_text: str, *, explained: bool = True) -> tuple[str, ...]:
    """The claim as it stands, without what explains its value, without remarks beside its lines."""
    if explained and (match := _TURNS_OUT.fullmatch(claim_text.strip())):
        return claim_text, match["last"]
    shaped = value_and_explanation(claim_text) if explained else None
    found = (claim_text, shaped[0]) if shaped and shaped[1] else (claim_text,)
    if explained and shaped is None and (plain := without_explanations(claim_text)) != claim_text:
        found = (claim_text, plain)
    bare = without_remarks(claim_text)
    found = found if bare == claim_text else (*found, bare)
    if explained and shaped is None:
        found = (*found, *_in_words(claim_text), *_without_sentence(claim_text), *_below_words(claim_text))
    if _TRUTHS.search(claim_text):
        found = (*found, *(_TRUTHS.sub(rf"\{side}", claim_text) for side in (1, 2)))
    if (ended := _ENDED.sub("", claim_text)) != claim_text:
        found = (*found, ended)
    if not explained and claim_text.endswith((">>>", ">>> ")):  # the next prompt, behind an unended line
        found = (*found, claim_text.rstrip()[: -len(">>>")])
    if explained and (mark := _PICTURE.match(claim_text)):
        found = (*found, *readings(claim_text[mark.end() :]))
    if not explained or "\\\\" not in claim_text:
        return found
    return (*found, *(one.replace("\\\\", "\\") for one in found))  # as it is written in code


_ENDED = re.compile(
    r"\n\s*(?:Process finished with exit code -?\d+|\[Finished in [\d.]+ ?s[^\n]*\]"
    r"|-{3,}\s*\(program exited[^\n]*|Press \w+(?: key)? to (?:continue|exit|close)[. ]*)\s*$"
)
"""What an editor or a terminal writes below the output of a script."""
_TRUTHS = re.compile(r"^[ \t]*(True|False) or (True|False)[ \t]*$", re.MULTILINE)
"""A line of an output that may be either."""
_PICTURE = re.compile(r"\s*(?:[\u2600-\u27BF\u2B50-\u2B59\U0001F300-\U0001FAFF]\uFE0F?[ \t]+)+(?=\S)")
"""What an author puts before a remark for its looks."""


def _in_words(claim_text: str) -> Iterator[str]:
    """The values of names, `a=10, b=5`, and the value that words follow, `3 apples`."""
    if pairs := several(claim_text):
        yield ", ".join(value for _, value in pairs)
    if value := leading_value(claim_text):
        yield value
    yield from _either(claim_text)
    if (match := ONE_WORD.match(claim_text)) and value_and_explanation(claim_text[match.end() :]):
        yield claim_text[match.end() :]


def _without_sentence(claim_text: str) -> Iterator[str]:
    """The lines above a last one that is a sentence about them: `Insertion order is preserved`."""
    lines, _, last = claim_text.rstrip().rpartition("\n")
    if lines and _SENTENCE.fullmatch(last.strip()):
        yield lines


def _below_words(claim_text: str) -> Iterator[str]:
    """The lines below a first one of words alone: `careful, this raises`."""
    first, _, lines = claim_text.strip().partition("\n")
    if lines and _WORDS.fullmatch(first.strip()):
        yield lines


_WORDS = re.compile(r"[^\W\d_][^\W\d]*(?:,? [^\W\d][\w'-]*){2,20}[.:!]?")
_SENTENCE = re.compile(
    r"(?=.*\b(?:is|are|was|were|does|do|has|have|can|will)\b)[A-Z][\w',;-]*(?: [\w',;()-]+){2,20}\.?"
)


def _either(claim_text: str) -> tuple[str, ...]:
    """The values of which either may be shown: `3 or 4`."""
    parts = _OR.split(claim_text.strip()[:_LONGEST_CHOICE], maxsplit=3)
    values = [value_and_explanation(part) for part in parts]
    return tuple(parts) if len(parts) > 1 and all(one and not one[1] for one in values) else ()


_OR = re.compile(r"\s+(?:or|oder|ou|или|または|或者?)\s+")
_LONGEST_CHOICE = 400
_TURNS_OUT = re.compile(
    r"[^→\n]{1,200}(?:→|->|=>)\s*(?:[^\W\d][^→:：\n]{0,40}[:：]\s*)(?P<last>[^→:：\n]{1,200})"
)
"""What was expected and what it really is: `4 → really: 5`; the last counts."""
ONE_WORD = re.compile(
    r"\s*(?!(?:not|without|except|unlike|never|than|nicht|nunca)\b)"
    r"(?:[^\W\d]{4,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{2,3})\s+(?=[\[{('\"\d-])"
)
"""A verb in any language: `kembalikan [1, 2]`."""
