"""What a cell's text says, also where it was written to hurt a reader."""

import ast
from copy import deepcopy
from pathlib import PurePosixPath

import pytest

from blogkit.check.claims import find
from blogkit.code import binds, reads, runnable, sessions, tree_of, tree_of_cell, units, walk
from blogkit.model import Source
from blogkit.source import parse

DEEP = {
    "a sum": "+".join(["a"] * 700),
    "attributes": "a" + ".a" * 900,
    "a chain of calls": "a" + ".b(c)" * 300,
    "calls in calls": "f(" * 90 + "a" + ")" * 90,
    "negations": "not " * 300 + "a",
    "signs": "-" * 300 + "a",
    "conditions": "a if b else " * 300 + "c",
    "functions": "lambda a: " * 300 + "a",
}
TOO_MUCH = {
    "braces": "t" + "{" * 200,
    "parentheses": "(" * 5000 + ")" * 5000,
    "negations": "not " * 100_000 + "a",
    "a null character": "a\0b",
    "half of a surrogate pair": "'\ud800'",
}


@pytest.mark.parametrize("what", DEEP)
def test_a_deep_expression_is_read_and_can_be_walked_by_whoever_recurs(what: str):
    tree = tree_of(f"x = {DEEP[what]}  # 1")
    assert tree is not None
    (statement,) = units(tree.body)
    assert binds(statement) == {"x"}
    assert reads(statement) <= {"a", "b", "c", "f"}
    assert ast.unparse(deepcopy(statement)).startswith("x = ")


def test_what_is_cut_off_a_deep_expression_is_read_all_the_same():
    tree = tree_of("+".join(["deep", *["a"] * 700]))
    assert tree is not None
    assert reads(tree.body[0]) == {"deep", "a"}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_what_python_cannot_read_is_no_code_and_no_error(what: str):
    assert tree_of(TOO_MUCH[what]) is None
    assert list(walk(TOO_MUCH[what])) == []
    assert sessions.prompted_output([f">>> {TOO_MUCH[what]}", "1"]) == (4, 0)


@pytest.mark.parametrize("code", [*DEEP.values(), *TOO_MUCH.values()], ids=[*DEEP, *TOO_MUCH])
def test_a_post_with_such_a_cell_can_be_read_to_its_claims(code: str):
    text = f"+++\ntitle = 'T'\n+++\n```python\n{code}\n2  # 3\n```\n"
    find(parse(Source(PurePosixPath("content/a.md"), text)))


@pytest.mark.parametrize(
    ("code", "python"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("if x:\n    !ls", "if x:\n    pass"),
        ("files = !ls\nx?", "files = None\npass"),
        (">>> %time f()\n1\n", "pass\n\n"),
    ],
)
def test_the_lines_of_ipython_are_taken_out(code: str, python: str):
    assert runnable(code) == python


@pytest.mark.parametrize("code", ["x = (15\n% 7)", 'x = """\n%s and\n!important\n"""', "x = [1,\n     *y]\n"])
def test_a_line_that_python_reads_is_no_magic(code: str):
    assert runnable(code) == code
    assert tree_of_cell(code) is not None


def test_a_parser_that_another_thread_has_confused_is_asked_again(monkeypatch: pytest.MonkeyPatch):
    answers = [SystemError("AST constructor recursion depth mismatch"), ast.parse("x = 2718")]

    def parse(_text: str, **_how: str) -> ast.AST:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(ast, "parse", parse)
    tree = tree_of("x = 2718  # nobody has read this text before")
    assert isinstance(tree, ast.Module)
    assert not answers
