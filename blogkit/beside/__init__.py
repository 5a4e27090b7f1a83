"""For a blog that keeps its own theme and generator: baseline, records that Hugo reads, a first set-up."""

from blogkit.beside.baseline import BASELINE, without_known, write_baseline
from blogkit.beside.record import orphans, write_record
from blogkit.beside.theme_files import THEME_FILES

__all__ = ["BASELINE", "THEME_FILES", "orphans", "without_known", "write_baseline", "write_record"]
