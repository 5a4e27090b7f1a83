"""The command line: flags, and what each command does."""

__all__ = []
