"""Go templates: what they write, and how they fail."""

from time import process_time

import pytest

from blogkit.hugo.context import Bundled, Context, PageFacts
from blogkit.hugo.render import render
from blogkit.source import config
from blogkit.source.layouts import Layouts, Template

SETTINGS = config.read(
    {"hugo.toml": "baseURL = 'https://e.org/blog/'\ntitle = 'Site'\n[params]\nGreeting = 'hi'"}
)
PAGE = PageFacts(
    path="posts/a.md",
    url="/posts/a/",
    title="A & B",
    params={"author": "me", "n": 3},
    bundle={
        "i.png": Bundled("posts/a/i.png", "content/posts/a/i.png"),
        "v.svg": Bundled("posts/a/v.svg", "content/posts/a/v.svg"),
    },
)


def _written(template: str, call: str = "{{< t >}}") -> str:
    context = Context(settings=SETTINGS, page=PAGE, layouts=Layouts({"t": Template(template)}))
    rendered = render(call, 1, context)
    assert not rendered.problems
    return rendered.html


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ("{{ 1 | add 2 }} {{ sub 5 3 2 }} {{ div 7 2 }} {{ mul 2 1.5 }} {{ mod 7 3 }}", "3 0 3 3 1"),
        ('{{ 7 | printf "%s-%03d" "x" }}', "x-007"),
        ('{{ printf "%99999999999d|%d" 1 2 }}', "%!d(BADWIDTH)1|2"),
        ('{{ printf "%.99999999999f" 1.0 }}', "%!f(BADWIDTH)1"),
        ('{{ with try (strings.Repeat 9999999 "ab") }}{{ if .Err }}too long{{ end }}{{ end }}', "too long"),
        ("{{ with try (int (math.Pow 10 400)) }}{{ if .Err }}too large{{ end }}{{ end }}", "too large"),
        ('{{ $a := "x" }}{{ if true }}{{ $a = "y" }}{{ end }}{{ $a }}', "y"),
        ('{{ with "" }}no{{ else with "b" }}{{ . }}{{ end }}', "b"),
        ("{{ range $i, $v := slice 4 5 }}{{ $i }}={{ $v }};{{ end }}", "0=4;1=5;"),
        ("{{ range seq 5 }}{{ if gt . 3 }}{{ break }}{{ end }}{{ . }}{{ end }}", "123"),
        ("{{ range seq 3 }}{{ if eq . 2 }}{{ continue }}{{ end }}{{ . }}{{ end }}", "13"),
        ("{{ range slice }}x{{ else }}empty{{ end }}", "empty"),
        ('{{ (dict "A" (dict "b" 2)).A.b }}', "2"),
        ("a {{- /* gone */ -}} b", "ab"),
        ("{{ and 1 0 2 }} {{ or 0 3 }} {{ not 0 }}", "0 3 true"),
        ('{{ default "d" "" }} {{ default "d" "e" }} {{ cond true 1 2 }}', "d e 1"),
        ('{{ "a,b" | replaceRE "," ";" }} {{ findRE "[a-z]" "a1b" }}', "a;b [a b]"),
        ("{{ .Page.Title }} {{ .Page.Params.author }}", "A &amp; B me"),
        ("{{ .Site.Params.greeting }} {{ site.Title }}", "hi Site"),
        ('{{ relURL "x.png" }} {{ absURL "/y" }}', "/blog/x.png https://e.org/y"),
        ("{{ .Page.RelPermalink }} {{ .Page.Permalink }}", "/blog/posts/a/ https://e.org/blog/posts/a/"),
        ('{{ with .Page.Resources.GetMatch "*.png" }}{{ .RelPermalink }}{{ end }}', "/blog/posts/a/i.png"),
        ('{{ "*x*" | markdownify }} {{ "<b>" }} {{ "<b>" | safeHTML }}', "<em>x</em> &lt;b&gt; <b>"),
        ('{{ "a : *b* :smile:" | emojify | markdownify }}', "a : <em>b</em> 😄"),
        ('<a href="{{ "<https://a.b" }}">', '<a href="#ZgotmplZ">'),
        ('<a href="{{ "javascript:x" }}" title="{{ "a\\"b" }}">', '<a href="#ZgotmplZ" title="a&#34;b">'),
        ('<script>let a = {{ "x</script>" }}</script>', '<script>let a = "x\\u003c/script\\u003e"</script>'),
        ('{{ dateFormat "2 Jan 2006" "2024-03-05" }} {{ len (slice 1 2) }}', "5 Mar 2024 2"),
        ('{{ .Scratch.Set "k" 1 }}{{ .Scratch.Get "k" }}', "1"),
        ('{{ strings.TrimPrefix "a" "ab" }} {{ math.Round 2.5 }} {{ path.Base "/a/b.c" }}', "b 3 b.c"),
    ],
)  # fmt: skip
def test_a_template_writes_what_go_writes(template: str, html: str):
    assert _written(template) == html


@pytest.mark.parametrize(
    ("call", "html"),
    [
        ('{{< t "one" two >}}', "one|two|2|false"),
        ('{{< t a="x \\"y\\"" b=`raw` >}}', "x &#34;y&#34;|raw|2|true"),
    ],
)
def test_parameters_are_read_as_written(call: str, html: str):
    template = (
        '{{ if .IsNamedParams }}{{ .Get "a" }}|{{ .Get "b" }}{{ else }}{{ .Get 0 }}|{{ .Get 1 }}{{ end }}'
        "|{{ len .Params }}|{{ .IsNamedParams }}"
    )
    assert _written(template, call) == html


def test_nested_shortcodes_see_their_parent():
    templates = {"outer": Template("[{{ .Inner }}]"), "inner": Template("{{ .Parent.Get 0 }}{{ .Ordinal }}")}
    html = render(
        "{{< outer x >}}{{< inner >}},{{< inner >}}{{< /outer >}}", 1, Context(layouts=Layouts(templates))
    ).html
    assert html == "[x0,x1]"


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ('{{ partial "x.html" . }}', 'no partial "x"; add layouts/_partials/x.html'),
        ("\n{{ nosuch 1 }}", 'line 2 of its template: the function "nosuch" is not supported'),
        ("{{ if true }}x", "no {{ end }}"),
        ("{{ .Page.Nothing }}", ".Nothing is not supported"),
        ('{{ errorf "wrong %d" 1 }}', "wrong 1"),
        ("{{ $x }}", "not declared"),
        ("{{ div 1 0 }}", "zero"),
        ('{{ (.Page.Resources.Get "i.png").Width }}', "content/posts/a/i.png has no width and height"),
        ('{{ (.Page.Resources.Get "v.svg").Resize "9x" }}', "v.svg is of a kind that cannot be processed"),
        ('{{ (.Page.Resources.Get "i.png").Resize "wide" }}', "resize needs a width or a height, as 300x"),
        ('{{ (.Page.Resources.Get "i.png").Fill "300x" }}', "fill needs a width and a height, as 300x200"),
        ('{{ (.Page.Resources.Get "i.png").Resize "9x r45" }}', "rotate by 90, 180 or 270 degrees"),
        ('{{ (.Page.Resources.Get "i.png").Resize "qx" }}', '"qx" is neither a size'),
        ('{{ (.Page.Resources.Get "i.png").Content }}', "i.png cannot be read"),
        ('{{ .Page.Resources.Match "[" }}{{ .Page.Resources.Match "{a" }}', 'the pattern "{a" is malformed'),
        ("{{ .Page.Resources.Nothing }}", ".Nothing is not supported"),
        ("{{ range 100000 }}{{ range 100000 }}aaaaaaaaaaaaaaaaaaaa{{ end }}{{ end }}", "million"),
    ],
)
def test_what_a_template_cannot_do_is_a_problem_with_its_line_and_a_placeholder(template: str, reason: str):
    context = Context(page=PAGE, layouts=Layouts({"t": Template(template)}))
    rendered = render("one\n\n{{< t a=1 >}} rest", 10, context)
    assert [(p.path, p.line) for p in rendered.problems] == [("posts/a.md", 12)]
    assert reason in rendered.problems[0].message
    assert rendered.html == '<p>one</p>\n<p><span class="missing">{{&lt; t a=1 &gt;}}</span> rest</p>'


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        ("\n{{< nope >}}", 2, "there is none; add layouts/shortcodes/nope.html"),
        ('x {{< relref "gone.md" >}}', 1, 'there is no page "gone.md"'),
        ("a\n{{< /figure >}}", 2, "closed but not open"),
        ('{{< figure "a" src="b" >}}', 1, "mixes named and positional"),
        ("{{< youtube >}}", 1, "needs the id"),
    ],
)
def test_a_wrong_call_is_a_problem_with_its_line(body: str, line: int, reason: str):
    rendered = render(body, 1, Context(page=PAGE))
    assert [p.line for p in rendered.problems] == [line]
    assert reason in rendered.problems[0].message


def test_the_blogs_own_shortcode_comes_before_hugos():
    assert render("{{< figure >}}", 1, Context(layouts=Layouts({"figure": Template("mine")}))).html == "mine"


@pytest.mark.parametrize("rest", ["", " }} end", "\n{{ .Title }}"])
def test_an_action_that_is_not_closed_is_named_with_its_line_and_costs_no_more_than_one_that_is(rest: str):
    words = " ".join(f'"word {number}"' for number in range(2_000))
    template = f'first\n{{{{ partial "card" (dict {words} \n" {rest}'
    context = Context(settings=SETTINGS, page=PAGE, layouts=Layouts({"t": Template(template)}))
    begin = process_time()
    (problem,) = render("{{< t >}}", 1, context).problems
    assert process_time() - begin < 1
    assert "line 2" in problem.message or ":2" in problem.message
    assert "not closed" in problem.message


def test_many_beginnings_of_actions_cost_time_in_proportion():
    context = Context(settings=SETTINGS, page=PAGE, layouts=Layouts({"t": Template("{{ " * 50_000)}))
    begin = process_time()
    assert render("{{< t >}}", 1, context).problems
    assert process_time() - begin < 1


@pytest.mark.parametrize("name", ["src", "link", "attrlink"])
@pytest.mark.parametrize("address", ["javascript:alert(1)", "JAVASCRIPT:x", " vbscript:x", "data:text/html,"])
def test_a_figure_leads_to_no_code(name: str, address: str):
    others = {"src": "a.png", "attr": "by"} | {name: address}
    call = " ".join(f'{key}="{value}"' for key, value in others.items())
    html = _written("", f"{{{{< figure {call} >}}}}")
    assert address not in html
    assert '="#ZgotmplZ"' in html
