"""Which pages there are, where they go, and what is wrong with them."""

from collections.abc import Callable
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogkit.hugo.urlize import escaped, sanitize, urlize
from blogkit.model import FrontMatter
from blogkit.site.plan.cascade import inherited, read_cascade
from blogkit.site.plan.content_path import ContentPath
from blogkit.site.plan.target import Placed, target_of
from blogkit.site.plan.values import Plan
from blogkit.source.config import Settings
from tests.site.conftest import Blog, read_blog

MakeBlog = Callable[[str], Blog]


def _post(name: str, header: str = "", body: str = "") -> str:
    return f"-- content/{name} --\n---\ntitle: {PurePosixPath(name).stem}\n{header}\n---\n{body}\n"


def _url(planned: Plan, name: str) -> str:
    return planned.by_source[PurePosixPath(f"content/{name}")].url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("A  B", "a-b"),
        ("a - b", "a-b"),
        ("C++ & D", "c++-d"),
        ("Été", "été"),
        ("a/b", "a/b"),
        ("x:y", "xy"),
        ("100% sure", "100-sure"),
        ("50%25", "50%25"),
        ("don't", "dont"),
        ("“q”", "q"),
        ("日本 語", "日本-語"),
        ("#1", "#1"),
        ("@x~y", "@x~y"),
        (" lead", "lead"),
        ("trail ", "trail"),
        ("a—b", "ab"),
        ("İstanbul", "istanbul"),
        ("Ⅷ", ""),
        ("²", ""),
        ("x  -  y", "x-y"),
        ("a-&-b", "a--b"),
        (".net", ".net"),
        ("emoji 😀 x", "emoji-x"),
        ("ΑΣ", "ασ"),
    ],
)
def test_a_title_becomes_the_slug_that_hugo_makes_of_it(text: str, url: str) -> None:
    assert urlize(text) == url


@given(st.text())
def test_what_is_sanitized_stays_as_it_is_when_sanitized_again(text: str) -> None:
    assert sanitize(sanitize(text)) == sanitize(text)


@given(st.text(st.characters(codec="utf-8")))
def test_an_escaped_path_is_plain_ascii_without_spaces(text: str) -> None:
    assert escaped(text).isascii()
    assert " " not in escaped(text)


def test_two_pages_with_one_url_are_named_both(blog: MakeBlog) -> None:
    planned = blog(_post("posts/a.md", "slug: same") + _post("posts/b.md", "slug: Same")).plan()
    [problem] = planned.problems
    assert problem.path == "content/posts/b.md"
    assert "content/posts/a.md" in problem.message
    assert "/posts/same/" in problem.message


def test_of_two_files_that_are_one_page_hugos_is_taken_and_both_are_named(blog: MakeBlog) -> None:
    planned = blog(_post("posts/a.md") + _post("posts/a/index.md")).plan()
    [problem] = planned.problems
    assert problem.path == "content/posts/a.md"
    assert "content/posts/a/index.md" in problem.message
    assert "content/posts/a/index.md" in {str(page.source) for page in planned.pages.values()}


@pytest.mark.parametrize("length", [2, 3])
def test_a_circle_of_aliases_is_an_error_that_shows_the_way(blog: MakeBlog, length: int) -> None:
    names = "abc"[:length]
    following = dict(zip(names, names[1:] + names[0], strict=True))
    planned = blog(
        "".join(_post(f"{name}.md", f"aliases: [/{other}/]") for name, other in following.items())
    ).plan()
    assert len(planned.problems) == length
    assert all("circle" in problem.message for problem in planned.problems)


def test_an_alias_that_is_the_address_of_another_page_is_only_a_warning(blog: MakeBlog) -> None:
    planned = blog(_post("a.md", "aliases: [/b/]") + _post("b.md")).plan()
    assert not planned.problems
    assert [(warning.path, "content/b.md" in warning.message) for warning in planned.warnings] == [
        ("content/a.md", True)
    ]
    assert b"nobody" not in blog(_post("a.md", "aliases: [/b/]") + _post("b.md")).site().files["b/index.html"]


def test_an_alias_to_the_page_itself_does_no_harm(blog: MakeBlog) -> None:
    one = blog(_post("a.md", "aliases: [/a/]", "The body."))
    assert not one.plan().problems
    assert not one.plan().warnings
    assert b"The body." in one.site().files["a/index.html"]


def test_one_bad_permalink_stops_no_other_page(blog: MakeBlog) -> None:
    config = '-- hugo.toml --\nbaseURL = "https://example.org/"\n[permalinks]\nbad = "/:nonsense/"\n'
    planned = blog(config + _post("bad/a.md") + _post("good/b.md")).plan()
    assert [(problem.path, ":nonsense" in problem.message) for problem in planned.problems] == [
        ("content/bad/a.md", True)
    ]
    assert _url(planned, "good/b.md") == "/good/b/"


def test_a_url_with_a_host_is_refused(blog: MakeBlog) -> None:
    [problem] = blog(_post("a.md", "url: https://example.org/a/")).plan().problems
    assert "leave the host out" in problem.message


def test_an_escaped_slug_gives_the_address_it_stands_for(blog: MakeBlog) -> None:
    planned = blog(_post("posts/a.md", 'slug: "str%c3%b8m"')).plan()
    assert planned.pages["/posts/a"].target.output == "posts/strøm/index.html"
    assert _url(planned, "posts/a.md") == "/posts/str%C3%B8m/"


def test_hyphens_at_the_ends_of_a_slug_do_not_count(blog: MakeBlog) -> None:
    assert _url(blog(_post("posts/a.md", 'slug: "-x-"')).plan(), "posts/a.md") == "/posts/x/"


@pytest.mark.parametrize(
    ("header", "switch", "reason"),
    [
        ("draft: true", "drafts", "draft"),
        ("date: 2090-01-01", "future", "future"),
        ("publishDate: 2090-01-01", "future", "future"),
        ("expiryDate: 2020-01-01", "expired", "expired"),
    ],
)
def test_what_is_not_due_is_left_out_unless_asked_for(
    blog: MakeBlog, header: str, switch: str, reason: str
) -> None:
    one = blog(_post("posts/a.md", header))
    source = PurePosixPath("content/posts/a.md")
    assert one.plan().unpublished == {source: reason}
    assert source in one.plan(**{switch: True}).by_source


def test_the_configuration_may_ask_for_drafts(blog: MakeBlog) -> None:
    one = blog("-- hugo.toml --\nbuildDrafts = true\n" + _post("posts/a.md", "draft: true"))
    assert _url(one.plan(), "posts/a.md") == "/posts/a/"


def test_files_in_a_bundle_and_pages_of_other_languages_say_why_they_are_no_pages(blog: MakeBlog) -> None:
    text = "-- hugo.toml --\n[languages.en]\n[languages.fr]\n"
    text += _post("a/index.md") + _post("a/note.md") + _post("b.fr.md") + _post("b.en.md")
    planned = blog(text).plan()
    assert {str(file): why for file, why in planned.unpublished.items()} == {
        "content/a/note.md": "part of a bundle",
        "content/b.fr.md": "other language",
    }
    assert _url(planned, "b.en.md") == "/b/"


def test_terms_that_differ_in_case_or_hyphens_are_one_page_with_the_first_name(blog: MakeBlog) -> None:
    text = _post("a.md", "tags: [Causal inference]") + _post("b.md", "tags: [causal-inference]")
    planned = blog(text).plan()
    assert planned.members["/tags/causal-inference"] == ("/a", "/b")
    assert planned.pages["/tags/causal-inference"].title == "Causal Inference"


def test_the_page_before_is_the_older_one_of_the_same_section(blog: MakeBlog) -> None:
    text = _post("posts/old.md", "date: 2024-01-01") + _post("posts/middle.md", "date: 2024-02-01")
    text += _post("posts/new.md", "date: 2024-03-01") + _post("notes/other.md", "date: 2024-01-15")
    planned = blog(text).plan()
    assert planned.neighbours["/posts/middle"] == ("/posts/old", "/posts/new")
    assert planned.neighbours["/notes/other"] == ("", "")


def test_the_front_page_shows_the_largest_section_or_the_configured_ones(blog: MakeBlog) -> None:
    text = _post("posts/a.md") + _post("posts/b.md") + _post("notes/c.md") + _post("about.md")
    assert blog(text).plan().members["/"] == ("/posts/a", "/posts/b")
    configured = blog('-- hugo.toml --\n[params]\nmainSections = ["notes", "posts"]\n' + text).plan()
    assert configured.members["/"] == ("/posts/a", "/posts/b", "/notes/c")


def test_a_list_without_a_date_is_as_new_as_its_newest_page(blog: MakeBlog) -> None:
    text = _post("posts/a.md", "date: 2024-01-01\ntags: [t]") + _post(
        "posts/b.md", "lastmod: 2025-01-01\ntags: [t]"
    )
    planned = blog(text).plan()
    dates = {planned.pages[path].lastmod for path in ("/", "/posts", "/tags", "/tags/t")}
    assert [date.year for date in dates if date] == [2025]


def test_values_handed_down_count_unless_the_page_says_otherwise(blog: MakeBlog) -> None:
    text = _post("docs/_index.md", "cascade: {description: Handed, params: {colour: blue}}")
    planned = blog(text + _post("docs/a.md") + _post("docs/b.md", "description: Own")).plan()
    assert planned.pages["/docs/a"].front_matter.description == "Handed"
    assert planned.pages["/docs/a"].front_matter.raw["colour"] == "blue"
    assert planned.pages["/docs/b"].front_matter.description == "Own"


def test_the_configuration_hands_down_least(blog: MakeBlog) -> None:
    text = '-- hugo.toml --\n[[cascade]]\ndescription = "Site"\ntype = "t"\n'
    text += '[cascade.target]\npath = "/docs/**"\n'
    text += _post("docs/_index.md", "cascade: {description: Section}") + _post("docs/a.md") + _post("b.md")
    planned = blog(text).plan()
    assert planned.pages["/docs/a"].front_matter.description == "Section"
    assert planned.pages["/docs/a"].front_matter.type == "t"
    assert not planned.pages["/b"].front_matter.description


def test_a_value_handed_down_that_cannot_be_spoils_no_page(blog: MakeBlog) -> None:
    text = _post("docs/_index.md", "cascade: {date: never}") + _post("docs/a.md") + _post("b.md")
    planned = blog(text).plan()
    assert {problem.path for problem in planned.problems} == {"content/docs/_index.md", "content/docs/a.md"}
    assert _url(planned, "docs/a.md") == "/docs/a/"


@pytest.mark.parametrize("setting", ["disabled = true", 'baseURL = "https://example.fr/"'])
def test_a_blog_with_a_language_that_is_not_built_is_told(blog: MakeBlog, setting: str) -> None:
    text = f"-- hugo.toml --\n[languages.en]\n[languages.fr]\n{setting}\n"
    planned = blog(text + _post("a.fr.md") + _post("a.en.md")).plan()
    assert [str(warning) for warning in planned.warnings] == [
        "content/a.fr.md: 1 pages are in a language that is not built: disabled, or with a host of its own"
    ]


def test_files_of_editors_and_of_the_system_are_passed_over(blog: MakeBlog) -> None:
    text = _post("#a.md") + _post(".b/c.md") + _post("d~/e.md") + _post("f.md")
    text += "-- content/posts/.DS_Store --\nx\n"
    planned = blog(text).plan()
    assert sorted(page.path for page in planned.pages.values() if page.kind == "page") == ["/f"]
    assert not planned.resources


def test_the_order_of_the_headers_does_not_matter() -> None:
    text = "-- hugo.toml --\n" + "".join(_post(f"posts/{name}.md", "tags: [x, y]") for name in "cab")
    files = read_blog(text).files
    turned = Blog(dict(reversed(files.items())))
    assert list(Blog(files).plan().pages) == list(turned.plan().pages)


def test_a_page_may_keep_its_case_and_lose_its_accents() -> None:
    path = ContentPath(PurePosixPath("content/Été/À.md"), "/été/à", "/Été/À", base_name="À")
    page = Placed("page", path, FrontMatter("T"), "T", ("été",))
    settings = Settings(disable_path_to_lower=True, remove_path_accents=True)
    assert target_of(page, settings, lambda _: "").url == "/Ete/A/"


@pytest.mark.parametrize(
    ("pattern", "is_meant"),
    [
        ("/posts/**", True),
        ("/{notes,posts}/*", True),
        ("/[a-p]osts/a", True),
        ("/posts", False),
        ("/[z-a]", False),
    ],
)
def test_a_cascade_is_for_the_pages_its_pattern_finds_and_a_malformed_one_for_none(
    pattern: str, is_meant: bool
):
    handed = read_cascade({"target": {"path": pattern}, "type": "note"})
    assert inherited("/posts/a", "page", {}, handed) == ({"type": "note"} if is_meant else {})


_OF_STRANGERS = _post("docs/_index.md", "cascade: {params: {blogkit: {trust: false}}}")
_LIFTED = "{params: {blogkit: {trust: true}}}"


@pytest.mark.parametrize(
    "below",
    [
        _post("docs/x/a.md", "params: {blogkit: {trust: true}}"),
        _post("docs/x/a.md", "params: none of it"),
        _post("docs/x/a.md", "params: {blogkit: none of it}"),
        _post("docs/x/_index.md", f"cascade: {_LIFTED}") + _post("docs/x/a.md"),
        f"-- hugo.yaml --\ncascade: {_LIFTED}\n" + _post("docs/x/a.md"),
    ],
    ids=["itself", "no parameters", "no table", "section", "site"],
)
def test_nothing_lifts_the_distrust_of_a_section_above(blog: MakeBlog, below: str) -> None:
    planned = blog(_OF_STRANGERS + below).plan()
    page = planned.pages["/docs/x/a"]
    assert page.front_matter.blogkit["trust"] is False
