"""Whatever an object of a post does when it is asked what it is, its cell goes on, and nobody notices."""

from collections.abc import Callable

import pytest

from blogkit.model import Executed

pytestmark = pytest.mark.kernel
Run = Callable[..., Executed]

HOSTILE = {
    "its class has no module": "class A: pass\nA.__module__ = None",
    "its class says it is another": "class A:\n    @property\n    def __class__(self): raise SystemExit",
    "it has no length": "class A(list):\n    def __len__(self): raise KeyboardInterrupt",
    "it is no array": "class A:\n    def __array__(self, *a, **k): raise BaseException('no')",
    "it invents attributes": "class A:\n    def __getattr__(self, name): raise SystemExit(name)",
    "its attributes are not there": "class A:\n    def __getattribute__(self, name): 1 / 0",
    "its text raises": "class A:\n    def __repr__(self): raise GeneratorExit",
    "its text is none": "class A:\n    def __repr__(self): return 5",
    "its text ends the process": "import os\nclass A:\n    def __repr__(self): os._exit(3)",
    "its text never ends": "class A:\n    def __repr__(self):\n        while True: pass",
    "its text calls itself": "class A:\n    def __repr__(self): return repr(self)",
    "its text is half a pair": "class A:\n    def __repr__(self): return '\\ud800'",
    "its metaclass raises": (
        "class M(type):\n    def __getattribute__(cls, name): raise SystemExit\nclass A(metaclass=M): pass"
    ),
    "its module's text raises": (
        "class S(str):\n    def __add__(self, o): raise SystemExit\nclass A: pass\nA.__module__ = S('a')"
    ),
}


def test_no_object_raises_into_its_cell(run: Run):
    make = "type.__call__(A)  # 1"
    soon = "from blogkit.kernel import fence\nfence.SECONDS = 0.1"
    _, *answers = run(
        soon, *(f"{code}\none = {make}\n[one]  # 2\nprint('on')" for code in HOSTILE.values())
    ).results
    failed = {
        why: result.failure.name for why, result in zip(HOSTILE, answers, strict=True) if result.failure
    }
    assert failed == {}
    assert all(result.printed[-1].text == "on\n" for result in answers)


def test_an_object_that_counts_how_often_it_is_asked_is_not_asked_by_us(run: Run):
    text = "    def __repr__(self):\n        A.asked += 1\n        print('!')\n        return str(A.asked)\n"
    count = "class A:\n    asked = 0\n" + text
    executed = run(count + "one = A()  # 1\n[one][0]  # 1\nprint(A.asked)")
    assert [note.text for note in executed.results[0].printed] == ["0\n"]
    assert [note.value.repr for note in executed.results[0].shown] == ["1", "1"]


def test_an_exception_whose_text_raises_is_a_failure_of_its_cell(run: Run):
    executed = run("class E(Exception):\n    def __str__(self): raise SystemExit\nraise E", "print(1)")
    assert [bool(result.failure) for result in executed.results] == [True, False]


def test_an_exception_that_ipython_only_prints_is_a_failure_of_its_cell(run: Run):
    executed = run("raise ExceptionGroup('g', [ValueError('a')])", "quit()\nprint(1)", "print(2)")
    assert [result.failure.name if result.failure else "" for result in executed.results] == [
        "ExceptionGroup",
        "SystemExit",
        "",
    ]
    assert executed.results[2].printed


def test_what_is_awaited_is_noted(run: Run):
    executed = run("async def f(n):\n    return n\nawait f(3)  # 3\nawait f(4)")
    assert [note.value.repr for note in executed.results[0].shown] == ["3"]
