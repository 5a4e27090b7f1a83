"""Post, … and Plan -> Page, …: bodies, summaries and downloads, before the templates."""

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from blogkit.config import Settings
from blogkit.downloads import Downloads, downloads
from blogkit.markdown import Context, PageFacts
from blogkit.memo import Memo, digest
from blogkit.model import ContentError, Judged, Judgement, Page, Post, Proof
from blogkit.render import Body, render
from blogkit.render.enrich import SizeOf, with_anchors, with_image_sizes
from blogkit.site import Plan, Planned
from blogkit.site.references import resolver


@dataclass(frozen=True)
class Blog:
    """What the pages of a blog are made from."""

    settings: Settings
    plan: Plan
    posts: Sequence[Post]
    judged: Sequence[Judged] = ()
    shortcodes: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Made:
    """A page, what could not be rendered as it was meant, and what it asked of the rest of the site."""

    page: Page
    problems: tuple[ContentError, ...]
    references: Mapping[str, str | None]
    """`ref` and `relref`, with the answer; None for a dangling one."""


def make_pages(
    blog: Blog, memo: Memo, size_of: Callable[[Post, str], tuple[int, int] | None]
) -> tuple[list[Page], list[ContentError]]:
    """Render every published post, and say what could not be rendered as it was meant.

    A page is rendered again only when its text, its verdicts, the settings, or the address of a page it
    refers to has changed. `size_of` tells the size of an image that a post shows.
    """
    posts = {post.source.path: post for post in blog.posts}
    judged = {post.executed.post.source.path: post for post in blog.judged}
    common = digest(pickle.dumps((blog.settings, sorted(blog.shortcodes.items()))))
    made: list[Made] = []
    for planned in blog.plan.pages.values():
        if planned.source in posts:
            post = posts[planned.source]
            made.append(_remembered(post, judged.get(planned.source), planned, blog, common, memo))
    pages = [
        _presented(one.page, partial(size_of, posts[one.page.source])) for one in made if one.page.source
    ]
    return pages, [problem for one in made for problem in one.problems]


def _presented(page: Page, size_of: SizeOf) -> Page:
    """With what a reader's browser likes; a page that ran nothing stays what Hugo would make of it."""
    content = with_image_sizes(page.content, size_of) if page.proof else page.content
    return replace(page, content=with_anchors(content))


def _remembered(  # noqa: PLR0913  (what a page depends on)
    post: Post, judged: Judged | None, planned: Planned, blog: Blog, common: str, memo: Memo
) -> Made:
    place = (planned.url, planned.title, planned.kind, planned.section, planned.target.feed)
    said = pickle.dumps((judged.executed.results, judged.verdicts)) if judged else b""
    key = digest("page", common, post.source.text, str(post.source.path), repr(place), said)
    resolve = resolver(blog.plan, post.source.path)
    known: Made | None = memo.get(key)
    if known and all(_answer(resolve, asked) == answer for asked, answer in known.references.items()):
        return known
    made = _made(post, judged, planned, blog, resolve)
    memo.put(key, made)
    return made


def _answer(resolve: Callable[[str], str], reference: str) -> str | None:
    try:
        return resolve(reference)
    except LookupError:
        return None


def _made(
    post: Post, judged: Judged | None, planned: Planned, blog: Blog, resolve: Callable[[str], str]
) -> Made:
    asked: dict[str, str | None] = {}

    def noting(reference: str) -> str:
        asked[reference] = _answer(resolve, reference)
        return resolve(reference)

    context = replace(_context(post, planned, blog), resolve_ref=noting)
    body = render(post, judged, context)
    return Made(_page(post, judged, planned, body), body.rendered.problems, asked)


def _context(post: Post, planned: Planned, blog: Blog) -> Context:
    """What the body's shortcodes may ask for."""
    return Context(
        settings=blog.settings,
        page=PageFacts(str(post.source.path), planned.url, planned.title, post.front_matter.raw),
        math_by_default=post.front_matter.math,
        shortcodes=blog.shortcodes,
    )


def _page(post: Post, judged: Judged | None, planned: Planned, body: Body) -> Page:
    made = downloads(judged) if judged and any(not cell.why_not for cell in post.cells) else None
    rendered = body.rendered
    return Page(
        kind=planned.kind,
        url=planned.url,
        front_matter=post.front_matter,
        content=rendered.html,
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
    )


def _resources(folder: str, body: Body, made: Downloads | None) -> dict[str, bytes]:
    """The page's own files, by their path below the destination."""
    files = dict(body.pictures)
    if made:
        files |= {f"{made.name}.ipynb": made.notebook, f"{made.name}.py": made.script}
    return {folder + name: data for name, data in files.items()}


def proof_of(judged: Judged) -> Proof:
    """How the claims of a post fared."""
    counts = [verdict.judgement for verdict in judged.verdicts]
    return Proof(len(counts), counts.count(Judgement.HOLDS), counts.count(Judgement.BROKEN))
