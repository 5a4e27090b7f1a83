"""One shell a post, for the sessions that its author asked to be run."""

from __future__ import annotations

import atexit
import os
import re
import shlex
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_END = "__blogkit_end_of_answer__"
_PLAIN = {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "80", "PS1": "", "PYTHONUNBUFFERED": "1"}


class PostShell:
    """A shell in the post's folder that keeps its folder and variables from one command to the next."""

    def __init__(self) -> None:
        """Nothing is started before the first command."""
        self._process: subprocess.Popen[str] | None = None

    def __call__(self, command: str) -> None:
        """Give the shell a command, and print what it answers, errors among the rest."""
        _note_files(command)
        process = self._started()
        if process.stdin is None or process.stdout is None:
            return
        # the command reads nothing: what stands behind it is ours
        process.stdin.write(f"eval {shlex.quote(command)} </dev/null\nprintf '\\n%s\\n' {_END}\n")
        process.stdin.flush()
        answer: list[str] = []
        for line in process.stdout:
            if line.rstrip("\n") == _END:
                break
            answer.append(line)
        text = "".join(answer)
        sys.stdout.write(text.removesuffix("\n"))

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
            self._process = subprocess.Popen(
                ["bash", "--noprofile", "--norc"],  # noqa: S607  (the author's own)
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
                env={**os.environ, **_PLAIN, "PATH": path},
            )
            atexit.register(self._process.kill)
        return self._process


def _note_files(command: str) -> None:
    """Open what a command names, so that the watch over files knows that its answer depends on it."""
    for word in re.findall(r"[\w./-]+", command):
        if "." in word or "/" in word:
            with suppress(OSError, ValueError):
                Path(word).open("rb").close()
