"""Post, … and Plan -> Page, …: bodies, summaries and downloads, before the templates."""

import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from blogkit.cache import Memo, digest
from blogkit.errors import ContentError, ToolError, tool_error
from blogkit.hugo import Files
from blogkit.model import Judged, Judgement, Page, Post, Proof, Published
from blogkit.page import (
    Downloads,
    SizeOf,
    downloads,
    scripts_of,
    with_anchors,
    with_formulas,
    with_image_sizes,
)
from blogkit.parallel import Beside
from blogkit.site.dependencies import Answers, Noting, Questions
from blogkit.site.links import addresses
from blogkit.site.plan.values import Plan, Planned
from blogkit.site.write.assemble import formula_signs
from blogkit.site.write.view import macros_of
from blogkit.source import Layouts, Settings, is_trusted

if TYPE_CHECKING:
    from blogkit.hugo import Context
    from blogkit.page import Body


@dataclass(frozen=True)
class Blog:
    """What the pages of a blog are made from."""

    settings: Settings
    plan: Plan
    posts: Sequence[Post]
    judged: Sequence[Judged] = ()
    layouts: Layouts = field(default_factory=Layouts)
    files: Files = field(default_factory=Files)
    """What its templates may look at."""


@dataclass(frozen=True)
class Made:
    """A page, what could not be rendered as it was meant, and what it asked of the rest of the site."""

    page: Page
    problems: tuple[ContentError, ...]
    asked: Answers


def make_pages(
    blog: Blog, memo: Memo, size_of: Callable[[Post, str], tuple[int, int] | None], beside: Beside
) -> tuple[list[Page], list[ContentError]]:
    """Render every published post, and say what could not be rendered as it was meant.

    A page is rendered again only when its text, its verdicts, the settings, or what it asks of other pages
    and of files has changed. `size_of` tells the size of an image that a post shows.
    """
    posts = {post.source.path: post for post in blog.posts}
    judged = {post.executed.post.source.path: post for post in blog.judged}
    wanted = [
        _Wanted(posts[planned.source], judged.get(planned.source), planned)
        for planned in blog.plan.pages.values()
        if planned.source in posts
    ]
    made = _remembered(wanted, blog, memo, beside)
    pages = [
        _presented(one.page, partial(size_of, want.post))
        for want, one in zip(wanted, made, strict=True)
        if isinstance(one, Made)
    ]
    problems = [problem for one in made for problem in (one.problems if isinstance(one, Made) else (one,))]
    return pages, _once(problems)


def _once(problems: Iterable[ContentError]) -> list[ContentError]:
    """Say what is wrong with a template once, not once a page."""
    return list({(problem.path, problem.line, problem.message): problem for problem in problems}.values())


@dataclass(frozen=True)
class _Wanted:
    """A page to be made, and what it is made from."""

    post: Post
    judged: Judged | None
    planned: Planned


def _presented(page: Page, size_of: SizeOf) -> Page:
    """With the sizes of its pictures; a page that ran nothing stays what Hugo would make of it."""
    return replace(page, content=with_image_sizes(page.content, size_of)) if page.proof else page


def _remembered(wanted: Sequence[_Wanted], blog: Blog, memo: Memo, beside: Beside) -> list[Made | ToolError]:
    """Make what has changed since it was last made."""
    common = digest(pickle.dumps((blog.settings, blog.layouts)))
    keys = [
        _key(want, f"{common} {_is_trusted(want.post, want.planned, blog)}", blog.plan.files_of(want.planned))
        for want in wanted
    ]
    known: list[Made | ToolError | None] = [
        _known(want, key, blog, memo) for want, key in zip(wanted, keys, strict=True)
    ]
    missing = [at for at, one in enumerate(known) if one is None]

    def make(number: int) -> tuple[bytes, dict[str, bytes]] | ToolError:
        """Pickled for the memory: nothing is pickled twice on its way from another process."""
        fences, want = memo.branch(), wanted[missing[number]]
        try:
            made = _made(want, blog, fences)
            return pickle.dumps(made, protocol=5), fences.fresh
        except (ContentError, OSError):
            raise
        except Exception as error:  # noqa: BLE001  (one page must not cost the others)
            return tool_error(str(want.post.source.path), error)

    for at, answer in zip(missing, beside.spread(make, len(missing)), strict=True):
        if isinstance(answer, ToolError):
            known[at] = answer
        else:
            memo.put_pickled({keys[at]: answer[0], **answer[1]})
            known[at] = pickle.loads(answer[0])  # noqa: S301  (pickled above)
    return [one for one in known if one is not None]


def _key(want: _Wanted, common: str, files: Mapping[str, str]) -> str:
    post, judged, planned = want.post, want.judged, want.planned
    place = (planned.url, planned.title, planned.kind, planned.section, planned.target.feed, files)
    said = pickle.dumps((judged.executed.results, judged.verdicts)) if judged else b""
    return digest("page", common, post.source.text, str(post.source.path), repr(place), said)


def _known(want: _Wanted, key: str, blog: Blog, memo: Memo) -> Made | None:
    """The page as it was made before, if what it asks for is still answered so."""
    made: Made | None = memo.get(key)
    if made is None or not made.asked:
        return made
    return made if _questions(want, blog).still(made.asked) else None


def _questions(want: _Wanted, blog: Blog) -> Questions:
    return Questions(blog.plan, want.post.source.path, blog.files)


def _made(want: _Wanted, blog: Blog, memo: Memo) -> Made:
    from blogkit.page import render  # noqa: PLC0415  (0.1 s that a build without a new page saves)

    noting = Noting(_questions(want, blog))
    published: dict[str, Published] = {}
    context = replace(
        _context(want.post, want.planned, blog),
        resolve_ref=noting.resolve,
        resolve_absolute=noting.resolve_absolute,
        find_page=noting.find,
        files=noting.files(memo),
        pages=noting.pages(),
        publish=published.__setitem__,
    )
    body = render(want.post, want.judged, context, memo.recall)
    return Made(replace(_page(want, body, blog), published=published), body.rendered.problems, noting.answers)


def _context(post: Post, planned: Planned, blog: Blog) -> "Context":
    """What the body's shortcodes may ask for."""
    from blogkit.hugo import (  # noqa: PLC0415  (the same)
        Bundled,
        Context,
        PageFacts,
    )

    bundle = blog.plan.bundle_of(planned)
    settings, trusted = blog.settings, _is_trusted(post, planned, blog)
    if not trusted:
        settings = replace(settings, markup=replace(settings.markup, unsafe=False))
    return Context(
        settings=settings,
        trusted=trusted,
        page=PageFacts(
            str(post.source.path),
            planned.url,
            planned.title,
            post.front_matter.raw,
            blog.plan.files_of(planned),
            {name: Bundled(output, blog.plan.source_of(output)) for name, output in bundle.items()},
            planned.kind,
            planned.section,
        ),
        math_by_default=post.front_matter.math,
        layouts=blog.layouts,
    )


def _is_trusted(post: Post, planned: Planned, blog: Blog) -> bool:
    return is_trusted(blog.settings.blogkit, planned.front_matter.blogkit, post.front_matter.blogkit)


def _headers(want: _Wanted, blog: Blog) -> list[str]:
    """The title and the description, where they may hold formulas."""
    texts = [
        text
        for text in (want.planned.title, want.post.front_matter.description)
        if "$" in text or "\\(" in text
    ]
    macros = macros_of(blog.settings) if texts else None
    return [with_formulas(text, macros, want.post.front_matter.raw) for text in texts]


def _page(want: _Wanted, body: "Body", blog: Blog) -> Page:
    post, judged, planned = want.post, want.judged, want.planned
    made = downloads(judged) if judged and any(not cell.why_not for cell in post.cells) else None
    rendered = body.rendered
    content = with_anchors(rendered.html)
    return Page(
        kind=planned.kind,
        url=planned.url,
        front_matter=post.front_matter,
        content=content,
        summary=rendered.summary,
        toc=rendered.toc,
        word_count=rendered.word_count,
        reading_time=rendered.reading_time,
        section=planned.section,
        source=post.source.path,
        resources=_resources(planned.target.feed, body, made),
        notebook_url=f"{made.name}.ipynb" if made else "",
        script_url=f"{made.name}.py" if made else "",
        proof=proof_of(judged) if judged else None,
        links=rendered.links,
        addresses=addresses(content),
        scripts=scripts_of(content),
        signs=formula_signs("".join((content, rendered.toc, *_headers(want, blog)))),
    )


def _resources(folder: str, body: "Body", made: Downloads | None) -> dict[str, bytes]:
    """The page's own files, by their path below the destination."""
    files = dict(body.pictures)
    if made:
        files |= {f"{made.name}.ipynb": made.notebook, f"{made.name}.py": made.script}
    return {folder + name: data for name, data in files.items()}


def proof_of(judged: Judged) -> Proof:
    """How the claims of a post fared."""
    counts = [verdict.judgement for verdict in judged.verdicts]
    return Proof(len(counts), counts.count(Judgement.HOLDS), counts.count(Judgement.BROKEN))
