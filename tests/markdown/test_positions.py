"""Everything in a rendered page knows its line of the file, also behind shortcodes."""

from blogkit.hugo.context import Context, FencedBlock, PageFacts
from blogkit.hugo.render import render
from blogkit.source import config
from blogkit.source.layouts import Layouts, Template

BODY = """intro

{{< two-lines >}} and more

## First

[a](x.md) and
![b](y.png)

{{% wrap %}}
## Inside

[c](z.md)
{{% /wrap %}}

```python {execute=false}
1 + 1
```

<!--more-->

- item

  ```text
  two
  ```

## Last
"""
SHORTCODES = {
    "two-lines": Template("<p>\n\n</p>\n"),
    "wrap": Template("before\n\n{{ .Inner }}\n\nafter\n"),
}
FIRST_LINE = 5


def _line(text: str) -> int:
    return FIRST_LINE + BODY.split("\n").index(text)


def _context(**more: object) -> Context:
    return Context(page=PageFacts(path="post.md"), layouts=Layouts(SHORTCODES), **more)  # pyright: ignore[reportArgumentType]


def test_headings_carry_their_line_of_the_file():
    headings = render(BODY, FIRST_LINE, _context()).headings
    assert [(h.id, h.line) for h in headings] == [
        ("first", _line("## First")),
        ("inside", _line("## Inside")),
        ("last", _line("## Last")),
    ]


def test_links_and_images_carry_their_line_of_the_file():
    links = render(BODY, FIRST_LINE, _context()).links
    assert [(link.href, link.line, link.is_image) for link in links] == [
        ("x.md", _line("[a](x.md) and"), False),
        ("y.png", _line("![b](y.png)"), True),
        ("z.md", _line("[c](z.md)"), False),
    ]


def test_fences_are_handed_over_with_line_attributes_and_code():
    seen: list[FencedBlock] = []

    def fence(block: FencedBlock) -> str | None:
        seen.append(block)
        return "<output>" if block.language == "python" else None

    html = render(BODY, FIRST_LINE, _context(fence=fence)).html
    assert [(b.line, b.language, b.code) for b in seen] == [
        (_line("```python {execute=false}"), "python", "1 + 1\n"),
        (_line("  ```text"), "text", "two\n"),
    ]
    assert seen[0].attributes == {"execute": False}
    assert "<output>" in html
    assert "1 + 1" not in html


def test_the_divider_cuts_the_summary_and_shifts_no_line():
    rendered = render(BODY, FIRST_LINE, _context())
    assert "First" in rendered.summary
    assert "Last" not in rendered.summary
    assert rendered.truncated
    assert "HUGOMORE" not in rendered.html


def test_maths_by_front_matter_takes_the_usual_delimiters():
    def math(tex: str, display: bool) -> str:
        return f"<m>{tex}|{display}</m>"

    context = Context(math_by_default=True, math=math)
    html = render(r"$a_1$ \(b\) \$5" + "\n\n$$\nc\n$$\n", 1, context).html
    assert html.split() == ["<p><m>a_1|False</m>", "<m>b|False</m>", "$5</p>", "<p><m>", "c", "|True</m></p>"]
    assert "<m>" not in render("$a$", 1, Context(math=math)).html


def test_delimiters_with_two_backslashes_are_pointed_out():
    text = (
        "[markup.goldmark.extensions.passthrough]\nenable = true\n"
        "[markup.goldmark.extensions.passthrough.delimiters]\ninline = [['\\\\(', '\\\\)']]\n"
    )
    context = Context(settings=config.read({"hugo.toml": text}), page=PageFacts(path="post.md"))
    problems = render("one\n\n\\(x\\)\n", 7, context).problems
    assert [(p.path, p.line) for p in problems] == [("post.md", 9)]
    assert "two backslashes" in problems[0].message
    assert not render("no maths here", 7, context).problems
