#!/usr/bin/env python3
"""The command `blogkit` in a checkout: build, check, fix and serve a blog with executable posts."""

import signal

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C while the rest is imported shows no traceback

from blogkit.cli import leave, main

if __name__ == "__main__":
    leave(main())
