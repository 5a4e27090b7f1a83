"""What the page adds to a body: notes at the side, numbered figures, recipes, pictures for dark pages."""

import io
from pathlib import Path

import pytest
from PIL import Image

from blogkit.cache import Memo
from blogkit.page import Presentation, Variants, present
from blogkit.site import pictures
from blogkit.site.pictures import PAPER, Forms, Shelf, forms_of, make_ahead
from blogkit.site.write.plain import first_picture
from blogkit.source import Words

NOTE = (
    '<p>Text<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup>.</p>\n'
    '<div class="footnotes" role="doc-endnotes"><hr><ol><li id="fn:1"><p>A <em>note</em>.&#160;'
    '<a href="#fnref:1" class="footnote-backref" role="doc-backlink">↩︎</a></p></li></ol></div>'
)


def shown(html: str, **known: object) -> str:
    """The body as the page has it."""
    given = {"size_of": lambda _: None, "variants_of": lambda _: None, **known}
    return present(html, Presentation(**given))  # type: ignore[arg-type]


def png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "png")
    return written.getvalue()


def test_a_note_of_one_paragraph_stands_beside_its_sentence_and_in_the_list():
    html = shown(NOTE)
    assert '<small class="side-note"><sup>1</sup> A <em>note</em>.</small>.</p>' in html
    assert '<li id="fn:1" class="beside">' in html


def test_a_note_with_code_stays_below():
    html = shown(NOTE.replace("<p>A <em>note</em>.", "<pre>x</pre><p>"))
    assert "side-note" not in html


def test_a_recipe_folds_out_below_its_figure_and_names_the_whole_script():
    html = shown(
        '<p><img src="/images/a.png" alt="A"></p><p>More.</p>',
        recipes={"/images/a.png": 'plt.plot([1 < 2], "b")'},
        recipes_url="a.figures.py",
    )
    code = '<pre><code class="language-python">plt.plot([1 &lt; 2], "b")\n</code></pre>'
    assert f'</p><details class="recipe"><summary>How this was drawn</summary>{code}' in html
    assert '<a href="a.figures.py" download>a.figures.py</a>' in html
    assert html.endswith("</details><p>More.</p>")


def test_a_figure_is_numbered_in_the_language_of_the_blog_and_named_by_links():
    html = shown(
        '<figure><img src="/a/kink.png" alt=""><figcaption><p>A kink</p></figcaption></figure>'
        '<p>See <a href="#figure-kink"></a>.</p>',
        words=Words("de"),
    )
    assert '<figcaption><p><span class="number">Abbildung 1</span> A kink</p>' in html
    assert '<figure id="figure-kink">' in html
    assert '<a href="#figure-kink">Abbildung 1</a>' in html


def test_a_browser_may_choose_the_smaller_picture_and_the_one_for_dark_pages():
    html = shown('<img src="a.png" alt="A">', variants_of=lambda _: Variants("a.webp", "a-dark.webp"))
    dark = '<source srcset="a-dark.webp" media="(prefers-color-scheme: dark)" type="image/webp">'
    smaller = '<source srcset="a.webp" type="image/webp">'
    assert html == f'<picture>{dark}{smaller}<img src="a.png" alt="A"></picture>'


def test_a_heavy_picture_has_a_narrow_form_which_lists_ask_for_sooner():
    heavy = forms_of(png(Image.effect_noise((1200, 60), 200).convert("RGB")))
    assert 0 < 2 * len(heavy.narrow) < len(heavy.smaller)
    assert Image.open(io.BytesIO(heavy.narrow)).size == (640, 32)
    given = Variants("a.webp", narrow="a-narrow.webp", width=1200)
    html = shown('<img src="a.png" alt="A">', variants_of=lambda _: given)
    assert 'srcset="a-narrow.webp 640w, a.webp 1200w" sizes="(max-width: 40rem) 100vw, 37rem"' in html
    assert 'sizes="(max-width: 40rem) 18rem, 10rem"' in first_picture(html)


def test_a_drawing_on_white_gets_the_paper_of_dark_pages_and_keeps_its_hues():
    drawing = Image.new("RGB", (200, 100), "white")
    drawing.paste((204, 51, 17), (0, 0, 60, 20))
    drawing.paste((0, 0, 0), (0, 40, 60, 60))
    dark = forms_of(png(drawing)).dark
    turned = Image.open(io.BytesIO(dark)).convert("RGB")
    red, black, white = (turned.getpixel(at) for at in ((30, 10), (30, 50), (150, 50)))
    assert all(abs(a - b) <= 2 for a, b in zip(white, PAPER, strict=True))  # type: ignore[arg-type]
    assert min(black) > 200  # type: ignore[type-var]
    assert red[0] > 2 * max(red[1:])  # type: ignore[index]


def test_a_map_of_colours_keeps_its_meaning_on_a_card():
    dark = forms_of(png(Image.linear_gradient("L").convert("RGB"))).dark
    assert dark == b""


def test_the_forms_of_a_picture_that_the_blog_has_are_made_once_while_its_recipe_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    picture = png(Image.new("RGB", (8, 8), "white"))
    with Memo(tmp_path / "answers.sqlite") as memo:
        make_ahead(memo, [("/images/a.png", picture), ("/images/b.svg", b"<svg/>")])
        monkeypatch.setattr(pictures, "forms_of", lambda _: pytest.fail("made twice"))
        assert Shelf(memo.branch(), lambda _: False).variants("/images/a.png", "images/a.png", picture)
        make_ahead(Memo(None), [("/images/a.png", picture)])


def test_a_picture_that_cannot_be_read_has_no_other_forms():
    assert forms_of(b"none") == Forms()
