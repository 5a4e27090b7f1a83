"""Blog posts whose code runs, whose stated outputs are checked and whose figures are redrawn."""

__version__ = "0.1.0"
