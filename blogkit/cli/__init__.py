"""The command line: flags, and what each command does."""

from blogkit.cli.arguments import top
from blogkit.cli.start import leave, main, run, settle_collector

__all__ = ["leave", "main", "run", "settle_collector", "top"]
