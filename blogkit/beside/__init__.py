"""For a blog that keeps its own theme and generator: baseline, records that Hugo reads, a first set-up."""

from blogkit.beside.baseline import BASELINE, without_known, write_baseline

__all__ = ["BASELINE", "without_known", "write_baseline"]
