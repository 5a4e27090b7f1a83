"""Posts for the tests of this folder: a source folder, and steps in one line each."""

from pathlib import Path, PurePosixPath

from blogkit.execute.run import execute_all
from blogkit.execute.settings import ExecutionSettings
from blogkit.model import Executed, FrontMatter, Options, Post, Result, Source, Step, StepKind

PATH = PurePosixPath("content/posts/post.md")


def step(code: str, line: int = 10, path: PurePosixPath = PATH, **options: object) -> Step:
    return Step(StepKind.CELL, code, line=line, path=path, at=line, options=Options(**options))


def post(path: PurePosixPath = PATH, **blogkit: object) -> Post:
    return Post(Source(path, ""), FrontMatter("A post", blogkit=blogkit))


def settings(root: Path, **changes: object) -> ExecutionSettings:
    (root / PATH.parent).mkdir(parents=True, exist_ok=True)
    return ExecutionSettings(root, **changes)


def run(root: Path, *codes: str | Step, **changes: object) -> Executed:
    """Run one post made of these cells."""
    steps = tuple(step(code) if isinstance(code, str) else code for code in codes)
    return execute_all([(post(), steps)], settings(root, **changes))[0]


def texts(result: Result) -> list[str]:
    return [output.data["text/plain"] for output in result.outputs if "text/plain" in output.data]
