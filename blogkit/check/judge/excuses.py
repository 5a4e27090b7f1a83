"""Table 3: why what differs is not called broken. The first rule that gives a reason decides."""

from collections.abc import Mapping

from blogkit.check.judge import python_versions, surroundings, tolerance
from blogkit.check.judge.case import Case, Rule
from blogkit.model import Judgement

_UNSTABLE, _UNCHECKED = Judgement.UNSTABLE, Judgement.UNCHECKED


def nothing_shown(case: Case) -> str:
    """There is nothing to compare with."""
    return "" if case.seen else "nothing is shown here to compare with"


def marked_unstable(case: Case) -> str:
    """The author says so: `{unstable=true}`."""
    return "its cell is marked unstable" if case.step.options.unstable else ""


def measured_times(case: Case) -> str:
    """`%timeit` has measured: `3.2 µs ± 40 ns per loop`."""
    measured = "±" in case.claim.expected and "loop" in case.claim.expected
    return "only measured times or dates differ" if measured else ""


EXCUSES: Mapping[str, tuple[Judgement, Rule]] = {
    "nothing shown": (_UNCHECKED, nothing_shown),
    "marked unstable": (_UNSTABLE, marked_unstable),
    "measured times": (_UNSTABLE, measured_times),
    "clock": (_UNSTABLE, surroundings.clock),
    "unfilled memory": (_UNSTABLE, surroundings.unfilled_memory),
    "turns of threads": (_UNSTABLE, tolerance.other_turn),
    "old Python": (_UNCHECKED, python_versions.old_python),
    "typed session": (_UNCHECKED, surroundings.typed_session),
    "unknown names": (_UNCHECKED, surroundings.unknown_names),
    "machine": (_UNCHECKED, surroundings.machine),
    "shell's surroundings": (_UNCHECKED, surroundings.of_shell),
    "constants": (_UNCHECKED, surroundings.constants),
    "library help": (_UNCHECKED, surroundings.library_help),
    "rewording": (_UNCHECKED, python_versions.rewording),
    "special methods": (_UNCHECKED, python_versions.special_methods),
    "rounding": (_UNCHECKED, tolerance.rounding),
}
"""In the order in which they are asked, each with what the claim is called then."""
