"""What a run depends on, in a few characters."""

import hashlib
import json
import platform
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import blogkit.kernel
from blogkit.cache import telling
from blogkit.execute.packages import versions_of
from blogkit.kernel import VARIABLE, fingerprint, value_print

if TYPE_CHECKING:
    from blogkit.execute.job import Job

SCHEMA = 3
"""Of the record's form and of all that its name does not say: another number is another name."""


def key_of(job: "Job") -> str:
    """Everything a run depends on but the files it reads: the lines where code stands are not among it."""
    parts = circumstances(job) | {
        "packages": versions_of(["ipykernel", *job.modules], places_of(job)),
        "steps": [[step.kind.value, step.code, step.options.execute] for step in job.steps],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def circumstances(job: "Job") -> dict[str, object]:
    """What a run depends on beside its code and the packages that this imports."""
    return {
        "schema": SCHEMA,
        "kernel": [_observers(), job.settings.kernel, job.settings.hash_seed, job.settings.output],
        "letters": job.settings.letters,
        "scratch": job.settings.scratch,
        "python": _python(job),
        "environment": telling(job.environment),
        "folder": job.settings.folder or str(PurePosixPath(job.path).parent),
    }


def _python(job: "Job") -> list[str]:
    """What interpreter runs it, and where that is: two of the same version may hold different packages."""
    other = job.settings.interpreter
    if other:
        return [other.version, *other.machine, other.executable]
    return [sys.version, sys.platform, platform.machine()]


def places_of(job: "Job") -> tuple[str, ...] | None:
    """Where its interpreter looks for modules; None stands for ours."""
    return job.settings.interpreter.paths if job.settings.interpreter else None


@cache
def _observers() -> str:
    """The code that runs in the kernel beside the post's."""
    files = sorted(Path(blogkit.kernel.__file__).parent.glob("*.py"))
    return " ".join(map(fingerprint, files))


def is_fresh(files: Mapping[str, str], job: "Job") -> bool:
    """Whether the files, and the variables of the environment, that a run has read are still the same."""
    root, environment = job.settings.site_root.resolve(), job.environment
    return all(mark_now(name, root, environment) == known for name, known in files.items())


def mark_now(name: str, root: Path, environment: Mapping[str, str]) -> str:
    """The hash of a file, or of a variable of the environment, that a run reads by this name."""
    if name.startswith(VARIABLE):
        return value_print(environment.get(name.removeprefix(VARIABLE)))
    return fingerprint(root / name)
