"""What a page asks of the rest of the blog while it is made, and whether it would be answered so again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath

from blogkit.files import Files, State
from blogkit.memo import Memo, digest
from blogkit.site import Plan
from blogkit.site.references import page_finder, resolver

Answers = Mapping[str, object]
"""Kind of question and what it is about, "ref a.md" -> the answer; None for what is not there."""


@dataclass(frozen=True)
class Questions:
    """Answers the questions of one page."""

    plan: Plan
    source: PurePosixPath
    files: Files

    def answer(self, question: str) -> object:
        """Answer "ref a.md", "page a.md" or "file content/a.png"."""
        kind, _, what = question.partition(" ")
        if kind == "file":
            return self.files.state(what)
        return _found(self._resolve if kind == "ref" else self._find, what)

    def still(self, answers: Answers) -> bool:
        """Whether all questions would be answered so again."""
        return all(self.answer(question) == answer for question, answer in answers.items())

    def _resolve(self, reference: str) -> str:
        return resolver(self.plan, self.source)(reference)

    def _find(self, path: str) -> str:
        return page_finder(self.plan, self.source)(path)


def _found(find: Callable[[str], str], what: str) -> str | None:
    try:
        return find(what)
    except LookupError:
        return None


@dataclass(frozen=True)
class Noting:
    """Answers questions, and notes what was asked."""

    questions: Questions
    answers: dict[str, object] = field(default_factory=dict[str, object])

    def resolve(self, reference: str) -> str:
        """Find a page for `relref`; raises LookupError."""
        self._note(f"ref {reference}")
        return resolver(self.questions.plan, self.questions.source)(reference)

    def resolve_absolute(self, reference: str) -> str:
        """Find a page for `ref`."""
        self._note(f"ref {reference}")
        return resolver(self.questions.plan, self.questions.source, absolute=True)(reference)

    def find(self, path: str) -> str:
        """Find a page for `.GetPage`."""
        self._note(f"page {path}")
        return page_finder(self.questions.plan, self.questions.source)(path)

    def files(self, memo: Memo) -> Files:
        """Look at files; `memo` remembers what is slow to find out."""
        files = self.questions.files

        def state(path: str) -> State | None:
            self._note(f"file {path}")
            return files.state(path)

        def names(path: str) -> Sequence[str]:
            self._note(f"file {path}")  # a folder's time changes with the names in it
            return files.names(path)

        def read(path: str) -> bytes:
            self._note(f"file {path}")
            return files.read(path)

        def size(path: str) -> tuple[int, int] | None:
            return memo.recall(digest("size", repr(state(path))), partial(files.size, path))

        def content_hash(path: str) -> int:
            return memo.recall(digest("hash", repr(state(path))), partial(files.content_hash, path))

        return Files(state, names, read, size, content_hash)

    def _note(self, question: str) -> None:
        self.answers[question] = self.questions.answer(question)
