"""What a page asks of the rest of the blog while it is made, and whether it would be answered so again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from pathlib import PurePosixPath

from blogkit.cache import Memo, digest
from blogkit.hugo import Files, Listed, Pages, State, Twin
from blogkit.site.plan.listing import page_key
from blogkit.site.plan.references import find, nearby, page_finder, resolver
from blogkit.site.plan.values import Plan, Planned
from blogkit.values import frozen

Answers = Mapping[str, object]
"""Kind of question and what it is about, "ref a.md" -> the answer; None for what is not there."""


@frozen
class Questions:
    """Answers the questions of one page."""

    plan: Plan
    source: PurePosixPath
    files: Files

    def answer(self, question: str) -> object:
        """Answer "ref a.md", "page a.md", "file content/a.png" and the like."""
        kind, _, what = question.partition(" ")
        if kind == "file":
            return self.files.state(what)
        if kind == "pages":
            return digest(self.plan.headers, *(plan.headers for plan in self.plan.languages))
        if kind in {"members", "site", "near"}:
            return digest(repr(self.pages_for(kind, what)))
        return _found(self.resolve if kind == "ref" else self.find, what)

    def still(self, answers: Answers) -> bool:
        """Whether all questions would be answered so again."""
        return all(self.answer(question) == answer for question, answer in answers.items())

    def pages_for(self, kind: str, what: str) -> Sequence[Listed]:
        """Find the pages of a list, or the one that `site.GetPage` or `.GetPage` means."""
        if kind == "members":
            paths = _members(what, self.plan)
        elif what.startswith(".") and kind == "site":
            paths = ()
        else:
            paths = self._path(kind, what)
        return [listed(self.plan.pages[path], self.plan) for path in paths if path in self.plan.pages]

    def _path(self, kind: str, what: str) -> Sequence[str]:
        try:
            page = find(what, self.plan, None) if kind == "site" else nearby(what, self.plan, self.source)
        except LookupError:
            return ()
        return (page.path,)

    def resolve(self, reference: str, *, absolute: bool = False) -> str:
        """Find a page for `relref`, or for `ref`; raises LookupError."""
        return resolver(self.plan, self.source, absolute=absolute)(reference)

    def find(self, path: str) -> str:
        """Find a page for `.GetPage`; raises LookupError."""
        return page_finder(self.plan, self.source)(path)


def _members(path: str, plan: Plan) -> Sequence[str]:
    """Name what `.Pages` of a list gives; terms stand there as pages do, not by name."""
    if path == "/":
        return _at_the_top(plan)
    members = plan.members.get(path, ())
    is_taxonomy = path in plan.pages and plan.pages[path].kind == "taxonomy"
    return sorted(members, key=lambda one: page_key(plan.pages[one])) if is_taxonomy else members


def _at_the_top(plan: Plan) -> Sequence[str]:
    """Name what `.Pages` of the front page lists: not what the front page shows, but what is right below."""
    kinds = {"page", "section"}
    return [path for path, page in plan.pages.items() if page.home == "/" != path and page.kind in kinds]


def listed(page: Planned, plan: Plan) -> Listed:
    """Give what templates may know of a page."""
    header = page.front_matter
    return Listed(
        path=page.path,
        kind=page.kind,
        title=page.title,
        url=plan.address.relative(page.url),
        absolute_url=plan.address.absolute(page.url),
        section=page.section or page.taxonomy,
        type=header.type,
        weight=header.weight,
        draft=header.draft,
        date=page.date,
        lastmod=page.lastmod,
        published=header.publish_date,
        params=header.raw,
        file=str(page.source).partition("/")[2] if page.source else "",
        source=str(page.source or ""),
        body_line=header.body_line,
        expires=header.expiry_date,
        aliases=header.aliases,
        twins=tuple(_twins(page, plan)),
    )


def _twins(page: Planned, plan: Plan) -> Iterator[Twin]:
    for other in plan.languages:
        twin = other.pages.get(page.path)
        if twin and other.language != plan.language:
            where = other.address
            addresses = where.relative(twin.url), where.absolute(twin.url)
            yield Twin(other.language, other.language_name, twin.title, *addresses)


def _found(look: Callable[[str], str], what: str) -> str | None:
    try:
        return look(what)
    except LookupError:
        return None


@frozen
class Noting:
    """Answers questions, and notes what was asked."""

    questions: Questions
    answers: dict[str, object] = field(default_factory=dict[str, object])

    def resolve(self, reference: str) -> str:
        """Find a page for `relref`; raises LookupError."""
        self._note(f"ref {reference}")
        return self.questions.resolve(reference)

    def resolve_absolute(self, reference: str) -> str:
        """Find a page for `ref`."""
        self._note(f"ref {reference}")
        return self.questions.resolve(reference, absolute=True)

    def find(self, path: str) -> str:
        """Find a page for `.GetPage`."""
        self._note(f"page {path}")
        return self.questions.find(path)

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

    def pages(self) -> Pages:
        """Look at other pages."""

        def every() -> Sequence[Listed]:
            self._note("pages ")
            plan = self.questions.plan
            return [listed(page, plan) for page in sorted(plan.pages.values(), key=page_key)]

        def members(path: str) -> Sequence[Listed]:
            self._note(f"members {path}")
            return self.questions.pages_for("members", path)

        def one(kind: str, path: str) -> Listed | None:
            self._note(f"{kind} {path}")
            return next(iter(self.questions.pages_for(kind, path)), None)

        return Pages(every, members, partial(one, "site"), partial(one, "near"))

    def _note(self, question: str) -> None:
        self.answers[question] = self.questions.answer(question)
