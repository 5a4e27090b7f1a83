"""For a blog that keeps its own theme and generator: baseline, records that Hugo reads, a first set-up."""

from blogkit.beside.baseline import BASELINE, without_known, write_baseline
from blogkit.beside.gates import Asks, gates
from blogkit.beside.interpreters import find_interpreter, gone_interpreter
from blogkit.beside.record import orphans, write_record
from blogkit.beside.settings_file import with_settings
from blogkit.beside.theme_files import THEME_FILES

__all__ = [
    "BASELINE",
    "THEME_FILES",
    "Asks",
    "find_interpreter",
    "gates",
    "gone_interpreter",
    "orphans",
    "with_settings",
    "without_known",
    "write_baseline",
    "write_record",
]
