"""Post, … and Plan -> Page, …: bodies, summaries and downloads, before the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from blogkit.config import Settings
from blogkit.downloads import Downloads, downloads
from blogkit.markdown import Context, PageFacts
from blogkit.model import ContentError, Judged, Judgement, Page, Post, Proof
from blogkit.render import Body, render
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


def make_pages(blog: Blog) -> tuple[list[Page], list[ContentError]]:
    """Render every published post, and say what could not be rendered as it was meant."""
    posts = {post.source.path: post for post in blog.posts}
    judged = {post.executed.post.source.path: post for post in blog.judged}
    pages: list[Page] = []
    problems: list[ContentError] = []
    for planned in blog.plan.pages.values():
        if planned.source in posts:
            page, found = _page(posts[planned.source], judged.get(planned.source), planned, blog)
            pages.append(page)
            problems += found
    return pages, problems


def _page(
    post: Post, judged: Judged | None, planned: Planned, blog: Blog
) -> tuple[Page, Sequence[ContentError]]:
    body = render(post, judged, context_of(post, planned, blog))
    folder = planned.target.feed
    made = downloads(judged) if judged and post.cells else None
    rendered = body.rendered
    page = Page(
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
        resources=_resources(folder, body, made),
        notebook_url=f"{made.name}.ipynb" if made else "",
        script_url=f"{made.name}.py" if made else "",
        proof=proof_of(judged) if judged else None,
    )
    return page, rendered.problems


def context_of(post: Post, planned: Planned, blog: Blog) -> Context:
    """What the body's shortcodes and links may ask for."""
    facts = PageFacts(str(post.source.path), planned.url, planned.title, post.front_matter.raw)
    return Context(
        settings=blog.settings,
        page=facts,
        math_by_default=post.front_matter.math,
        resolve_ref=resolver(blog.plan, post.source.path),
        shortcodes=blog.shortcodes,
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
