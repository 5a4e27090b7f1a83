"""Post, … and Plan -> Page, …: bodies, summaries and downloads, before the templates."""

import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from blogkit.cache import Memo, digest
from blogkit.errors import ContentError, ToolError, tool_error
from blogkit.hugo import Files
from blogkit.model import Judged, Page, Post, Published
from blogkit.page import (
    Downloads,
    Presentation,
    Variants,
    downloads,
    markdown_of,
    present,
    proof_of,
    recipes_of,
    scripts_of,
    told,
    with_anchors,
    with_formulas,
)
from blogkit.parallel import Beside
from blogkit.site.cards import card_of
from blogkit.site.dependencies import Answers, Noting, Questions
from blogkit.site.links import addresses
from blogkit.site.pictures import Shelf
from blogkit.site.plan.values import Plan, Planned
from blogkit.site.write.assemble import formula_signs
from blogkit.site.write.llms import MARKDOWN
from blogkit.site.write.rebase import joined
from blogkit.site.write.view import macros_of
from blogkit.source import Layouts, Settings, is_trusted
from blogkit.values import frozen

if TYPE_CHECKING:
    from blogkit.hugo import Context
    from blogkit.page import Body


@frozen
class Blog:
    """What the pages of a blog are made from."""

    settings: Settings
    plan: Plan
    posts: Sequence[Post]
    judged: Sequence[Judged] = ()
    layouts: Layouts = field(default_factory=Layouts)
    files: Files = field(default_factory=Files)
    """What its templates may look at."""


@frozen
class Made:
    """A page, what could not be rendered as it was meant, and what it asked of the rest of the site."""

    page: Page
    problems: tuple[ContentError, ...]
    asked: Answers


@frozen
class Gallery:
    """What is known of the pictures that posts show."""

    folder: Path = Path()
    """The blog's."""
    size_of: Callable[[Post, str], tuple[int, int] | None] = lambda _post, _address: None
    """The size of an image of the blog."""
    output_of: Callable[[Post, str], str | None] = lambda _post, _address: None
    """The file below the destination that an address means."""
    drawn: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """What is published of the pictures that recipes and cells drew."""
    is_taken: Callable[[str], bool] = lambda _output: False
    """Whether the blog has a file of its own there."""


def make_pages(
    blog: Blog, memo: Memo, gallery: Gallery, beside: Beside
) -> tuple[list[Page], list[ContentError]]:
    """Render every published post, and say what could not be rendered as it was meant.

    A page is rendered again only when its text, its verdicts, the settings, or what it asks of other pages
    and of files has changed.
    """
    posts = {post.source.path: post for post in blog.posts}
    judged = {post.executed.post.source.path: post for post in blog.judged}
    wanted = [
        _Wanted(posts[planned.source], judged.get(planned.source), planned)
        for planned in blog.plan.pages.values()
        if planned.source in posts
    ]
    made = _remembered(
        wanted, blog, memo, beside, lambda page, want, fresh: _presented(page, want, blog, gallery, fresh)
    )
    pages = [
        _presented(one.page, want, blog, gallery, memo)
        for want, one in zip(wanted, made, strict=True)
        if isinstance(one, Made)
    ]
    problems = [problem for one in made for problem in (one.problems if isinstance(one, Made) else (one,))]
    return pages, _once(problems)


def _once(problems: Iterable[ContentError]) -> list[ContentError]:
    """Say what is wrong with a template once, not once a page; and once for all its calls."""
    different = {(problem.path, problem.line, problem.message): problem for problem in problems}
    calls = Counter(one.message for one in different.values())
    first = {one.message: one for one in reversed(different.values())}
    return [
        _with_count(one, calls[one.message] - 1) if "layouts/" in one.message else one
        for one in different.values()
        if first[one.message] is one or "layouts/" not in one.message
    ]


def _with_count(problem: ContentError, others: int) -> ContentError:
    """One for many that say the same of a template."""
    more = f"; so do {others} more calls" if others > 1 else "; so does one more call" if others else ""
    return ContentError(problem.path, problem.line, f"{problem.message}{more}") if more else problem


@frozen
class _Wanted:
    """A page to be made, and what it is made from."""

    post: Post
    judged: Judged | None
    planned: Planned


def _presented(page: Page, want: _Wanted, blog: Blog, gallery: Gallery, memo: Memo) -> Page:
    """As the page shows it; a page of a build that judged nothing stays what Hugo would make of it."""
    if not page.proof:
        return page
    shelf = Shelf(memo, gallery.is_taken)

    def variants_of(address: str) -> Variants | None:
        output = gallery.output_of(want.post, address)
        data = (gallery.drawn.get(output) or page.resources.get(output)) if output else None
        return shelf.variants(address, output, data) if output and data else None

    card = _card(page, want, blog, gallery, memo)
    known = Presentation(
        partial(gallery.size_of, want.post), variants_of, blog.settings.words, page.recipes, page.recipes_url
    )
    shown = present(page.content, known)
    return replace(
        page, shown=shown, resources={**page.resources, **shelf.files, **card}, card=next(iter(card), "")
    )


def _card(page: Page, want: _Wanted, blog: Blog, gallery: Gallery, memo: Memo) -> dict[str, bytes]:
    """The picture for those who link to the page, by its path."""

    def drawn(address: str) -> bytes:
        output = gallery.output_of(want.post, address)
        return (gallery.drawn.get(output) or page.resources.get(output) or b"") if output else b""

    output = f"{want.planned.target.feed}card.png"
    wanted = want.planned.kind == "page" and blog.plan.address.origin and not gallery.is_taken(output)
    card = card_of(page, want.planned.title, blog.settings, drawn) if wanted else None
    data = memo.recall(card.key, card.draw) if card else b""
    return {output: data} if data else {}


def _remembered(
    wanted: Sequence[_Wanted],
    blog: Blog,
    memo: Memo,
    beside: Beside,
    show: Callable[[Page, _Wanted, Memo], object],
) -> list[Made | ToolError]:
    """Make what has changed since it was last made.

    Each page is shown once where it is made, by another process perhaps: the memory then has its pictures.
    """
    common = digest(pickle.dumps((blog.settings, blog.layouts)))
    keys = [
        _key(want, f"{common} {_is_trusted(want.post, want.planned, blog)}", blog.plan.files_of(want.planned))
        for want in wanted
    ]
    known: list[Made | ToolError | None] = [
        _as_before(want, made, blog) for want, made in zip(wanted, memo.get_all(keys), strict=True)
    ]
    missing = [at for at, one in enumerate(known) if one is None]

    def make(number: int) -> tuple[bytes, dict[str, bytes]] | ToolError:
        """Pickled for the memory: nothing is pickled twice on its way from another process."""
        fences, want = memo.branch(), wanted[missing[number]]
        try:
            made = _made(want, blog, fences)
            if memo.keeps:
                show(made.page, want, fences)
            return pickle.dumps(made, protocol=5), fences.fresh
        except (ContentError, OSError):
            raise
        except Exception as error:  # noqa: BLE001  (one page must not cost the others)
            return tool_error(str(want.post.source.path), error)

    heavy = any(wanted[at].judged for at in missing)
    for at, answer in zip(missing, beside.spread(make, len(missing), heavy=heavy), strict=True):
        if isinstance(answer, ToolError):
            known[at] = answer
        else:
            memo.put_pickled({keys[at]: answer[0], **answer[1]})
            known[at] = pickle.loads(answer[0])  # noqa: S301  (pickled above)
    return [one for one in known if one is not None]


def _key(want: _Wanted, common: str, files: Mapping[str, str]) -> str:
    post, judged, planned = want.post, want.judged, want.planned
    place = (planned.url, planned.title, planned.kind, planned.section, planned.target.feed, files)
    said = _said(judged) if judged else b""
    texts = post.source.text, post.source.recipes, str(post.source.path)
    return digest("page", common, *texts, repr(place), said)


def _said(judged: Judged) -> bytes:
    """What the page tells of a run."""
    executed = judged.executed
    return pickle.dumps(
        (
            executed.results,
            judged.verdicts,
            judged.comments,
            executed.day,
            [*executed.environment.items()],
            executed.needs,
        )
    )


def _as_before(want: _Wanted, made: Made | None, blog: Blog) -> Made | None:
    """The page as it was made before, if what it asks for is still answered so."""
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
    ran = judged and any(not cell.why_not for cell in post.cells)
    locate = partial(joined, blog.plan.address.absolute(planned.url))
    made = downloads(judged, locate) if judged and ran else None
    markdown = {MARKDOWN: markdown_of(post, planned.title, locate)} if _has_markdown(planned, blog) else {}
    rendered = body.rendered
    content = with_anchors(rendered.html, blog.settings.words("section_link"))
    recipes = recipes_of(judged.executed) if judged else dict[str, str]()
    recipe_file = post.source.recipes if recipes else ""
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
        resources=_resources(planned.target.feed, body, made, recipe_file, markdown),
        notebook_url=f"{made.name}.ipynb" if made else "",
        script_url=f"{made.name}.py" if made else "",
        recipes_url=f"{made.name}.figures.py" if made and recipes else "",
        recipes=recipes,
        proof=proof_of(judged) if judged else None,
        claims=told(judged, _formula(want, blog)) if judged else (),
        links=rendered.links,
        addresses=addresses(content),
        scripts=scripts_of(content),
        signs=formula_signs("".join((content, rendered.toc, *_headers(want, blog)))),
        letters=_letters(content, rendered.summary, post.front_matter.description),
    )


def _letters(*texts: str) -> str:
    return "".join(sorted(set[str]().union(*(unescape(text) for text in texts if not text.isascii()))))


def _formula(want: _Wanted, blog: Blog) -> Callable[[str], str]:
    """How a claimed formula looks."""
    macros = macros_of(blog.settings)

    def html(tex: str) -> str:
        shown = with_formulas(f"${tex}$", macros, want.post.front_matter.raw) if macros is not None else ""
        return shown if shown.startswith("<math") else ""

    return html


def _has_markdown(planned: Planned, blog: Blog) -> bool:
    return blog.settings.for_models and planned.kind == "page" and planned.build.render


def _resources(
    folder: str, body: "Body", made: Downloads | None, recipes: str, texts: Mapping[str, str]
) -> dict[str, bytes]:
    """The page's own files, by their path below the destination."""
    files = {**body.pictures, **{name: text.encode() for name, text in texts.items()}}
    if made:
        files |= {f"{made.name}.ipynb": made.notebook, f"{made.name}.py": made.script}
        files |= {f"{made.name}.figures.py": recipes.encode()} if recipes else {}
    return {folder + name: data for name, data in files.items()}
