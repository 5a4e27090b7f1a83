"""Headers as authors write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogkit.errors import ContentError
from blogkit.source.frontmatter import body_of, read

HOUR = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    "text",
    [
        '+++\ntitle = "Sums"\nmath = true\ntags = ["a", "b"]\n+++\nBody\n',
        "---\ntitle: Sums\nMath: true\ntags: [a, b]\n---\nBody\n",
        '{\n"title": "Sums", "math": true,\n"tags": ["a", "b"]}\n\nBody\n',
        "\ufeff---\ntitle: Sums\nmath: true\ntags:\n- a\n- b\n---\nBody\n",
        "---\r\ntitle: Sums\r\nmath: true\r\ntags: [a, b]\r\n---\r\nBody\n",
    ],
)
def test_every_language_gives_the_same_header(text: str):
    front_matter = read(text, "a.md")
    assert front_matter.title == "Sums"
    assert front_matter.math
    assert front_matter.raw["tags"] == ["a", "b"]
    assert body_of(text, front_matter).strip() == "Body"


def test_a_page_may_have_no_header():
    front_matter = read("# Hello\n\n---\n", "a.md")
    assert (front_matter.title, front_matter.body_line) == ("", 1)


@pytest.mark.parametrize("text", ["{{< figure src=x >}}\n", "{{% note %}}\n", "# {\n"])
def test_a_body_that_begins_with_a_shortcode_is_not_json(text: str):
    assert read(text, "a.md").body_line == 1


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-03-05", datetime(2024, 3, 5, tzinfo=UTC)),
        ("2024-3-5", datetime(2024, 3, 5, tzinfo=UTC)),
        ("2024-03-05T07:30:00+01:00", datetime(2024, 3, 5, 7, 30, tzinfo=HOUR)),
        ("2024-03-05T07:30:00Z", datetime(2024, 3, 5, 7, 30, tzinfo=UTC)),
        ("2024-03-05 07:30:00", datetime(2024, 3, 5, 7, 30, tzinfo=UTC)),
        ("2024-03-05 07:30:00 +0100", datetime(2024, 3, 5, 7, 30, tzinfo=HOUR)),
        ("2024-03-05 7:30", datetime(2024, 3, 5, 7, 30, tzinfo=UTC)),
        ("Tue, 05 Mar 2024 07:30:00 +0100", datetime(2024, 3, 5, 7, 30, tzinfo=HOUR)),
        ("05 Mar 2024", datetime(2024, 3, 5, tzinfo=UTC)),
        ("2024/03/05", datetime(2024, 3, 5, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_date_is_understood_however_it_is_written(written: str, moment: datetime, quote: str):
    found = read(f"---\ntitle: t\ndate: {quote}{written}{quote}\n---\n", "a.md").date
    assert found == moment
    assert found is not None
    assert found.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize("written", ["2024-03-05", "2024-03-05T07:30:00", "2024-03-05T07:30:00Z"])
def test_a_toml_date_has_a_zone(written: str):
    found = read(f"+++\ndate = {written}\n+++\n", "a.md").date
    assert found is not None
    assert found.tzinfo is not None


def test_dates_stand_in_for_each_other():
    front_matter = read("---\ndate: 2024-01-02\n---\n", "a.md")
    assert front_matter.lastmod == front_matter.publish_date == front_matter.date
    assert front_matter.expiry_date is None
    assert read("---\nmodified: 2024-01-02\n---\n", "a.md").date == front_matter.date


def test_params_count_as_keys_and_carry_our_own_settings():
    text = "+++\ntitle = 'a'\n[params]\nmath = true\nauthor = 'me'\n[params.blogkit]\nexecute = false\n+++\n"
    front_matter = read(text, "a.md")
    assert front_matter.math
    assert front_matter.raw["author"] == "me"
    assert front_matter.blogkit == {"execute": False}


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ("---\ntitle: Sums: a story\n---\n", 2, 'title: "Sums: a story"'),
        ('---\ndraft: false\ntitle: "Sums" and more\ntags: []\n---\n', 3, "title: '\"Sums\" and more'"),
        ("---\ntitle: @home\n---\n", 2, 'title: "@home"'),
        ("\n---\ntitle: a\ntags:\n\t- b\n---\n", 5, "replace the tab by spaces"),
        ("---\ntitle: a\njust words\nb: c\n---\n", 3, "has no key"),
        ("---\ntitle: a\ntitle: b\n---\n", 3, "remove one of the two"),
        ("---\ntitle: a\n", 1, 'end it with a line "---"'),
        ("+++\ntitle = 'a'\n", 1, 'end it with a line "+++"'),
        ("+++\ntitle = 'a'\ntags: []\n+++\n", 3, 'change ":" to "="'),
        ("+++\ntitle = Sums\n+++\n", 2, 'title = "Sums"'),
        ('{"title": "a"\n"b": 1}\n', 2, "check commas"),
        ('{"title": "a"\n', 1, 'end it with "}"'),
        ("---\ntitle: a\ndate: next week\n---\n", 3, "2024-03-05"),
        ("---\ntitle: a\nweight: heavy\n---\n", 3, "whole number"),
        ("---\n- a\n- b\n---\n", 1, "key: value"),
        ("---\ntitle: a\x00b\n---\n", 2, "control character"),
    ],
)
def test_a_malformed_header_names_the_line_and_the_remedy(text: str, line: int, remedy: str):
    with pytest.raises(ContentError) as caught:
        read(text, "content/a.md")
    assert (caught.value.path, caught.value.line) == ("content/a.md", line)
    assert remedy in caught.value.message


def test_a_title_is_missed_only_where_it_is_asked_for():
    assert not read("---\ndraft: true\n---\n", "a.md").title
    with pytest.raises(ContentError, match=r"a\.md:1: .*no title"):
        read("---\ndraft: true\n---\n", "a.md", require_title=True)


def test_yaml_texts_stay_texts():
    raw = read("---\ntitle: yes\nstart: 12:30\nversion: 010\n---\n", "a.md").raw
    assert (raw["title"], raw["start"]) == ("yes", "12:30")


@given(st.text(alphabet="ab\n#-+ $", max_size=30))
def test_the_body_is_kept_byte_for_byte(body: str):
    text = "+++\ntitle = 'a'\n+++\n" + body
    assert body_of(text, read(text, "a.md")) == body


@pytest.mark.parametrize("written", ["inf", "nan", "'many'", "[1]"])
def test_a_weight_that_is_no_whole_number_is_named_with_its_line(written: str):
    with pytest.raises(ContentError, match=r'a\.md:3: "weight" must be a whole number, not '):
        read(f"+++\ntitle = 'a'\nweight = {written}\n+++\n", "a.md")


def test_a_date_below_params_is_only_a_parameter():
    found = read('---\ntitle: A\nparams: {date: "13/09/2024"}\n---\n', "a.md")
    assert (found.date, found.raw["date"]) == (None, "13/09/2024")
