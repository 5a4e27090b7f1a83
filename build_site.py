#!/usr/bin/env python3
"""The command `blogkit` in a checkout: build, check, fix and serve a blog with executable posts."""

from blogkit.cli import leave, main

if __name__ == "__main__":
    leave(main())
