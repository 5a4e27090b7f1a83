"""Source -> Post: fences, cells and their lines."""

from datetime import timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import pytest

from blogkit.errors import ContentError
from blogkit.model import Source
from blogkit.source.posts import parse

HEADER = '+++\ntitle = "T"\n+++\n'


def post(body: str, header: str = HEADER):
    return parse(Source(PurePosixPath("content/a.md"), header + body))


def test_a_cell_knows_its_lines_in_the_file():
    found = post("Text\n\n```python\nx = 1\ny = 2\n```\n").cells[0]
    assert (found.fence.line, found.line, found.fence.end_line) == (6, 7, 9)
    assert found.fence.code == "x = 1\ny = 2\n"


@pytest.mark.parametrize(
    "language", ["python", "py", "Python3", "pycon", "{python}", "python {hl_lines=[1]}"]
)
def test_each_usual_name_of_the_language_makes_a_cell(language: str):
    assert len(post(f"```{language}\n1\n```\n").cells) == 1


@pytest.mark.parametrize("language", ["", "text", "bash", "pytb", "toml", "python-traceback"])
def test_a_fence_in_another_language_is_no_cell(language: str):
    understood = post(f"```{language}\n1\n```\n")
    assert not understood.cells
    assert len(understood.fences) == 1


def test_a_session_is_a_cell_in_a_fence_of_no_language_but_not_as_the_output_of_a_cell():
    session = "```\n>>> 1 + 1\n2\n```\n"
    assert len(post(session).cells) == len(post(session.replace("```\n", "```console\n", 1)).cells) == 1
    assert not post(session.replace("```\n", "```js\n", 1)).cells
    assert len(post("```python\nprint(1)\n```\n\n```\n>>> 1\n```\n").cells) == 1


def test_a_fence_in_a_list_loses_its_indentation():
    cell = post("1. item\n\n   ```python\n   if x:\n       y\n   ```\n").cells[0]
    assert cell.fence.code == "if x:\n    y\n"
    assert cell.fence.indent == 3


def test_a_fence_inside_a_longer_fence_is_its_text():
    understood = post("````markdown\n```python\n1\n```\n````\n")
    assert [fence.language for fence in understood.fences] == ["markdown"]


def test_indented_code_that_shows_a_fence_is_no_fence():
    assert not post("Write:\n\n    ```python\n    1\n    ```\n").fences


def test_a_fence_in_an_html_comment_is_not_there():
    assert not post("<!--\n```python\n1\n```\n-->\n").cells


def test_options_are_read_and_foreign_attributes_left_alone():
    options = (
        post('```python {hl_lines=["2-3"], execute=true, raises="ValueError", timeout=300}\n1\n```\n')
        .cells[0]
        .options
    )
    assert (options.raises, options.timeout, options.execute) == ("ValueError", 300.0, True)


@pytest.mark.parametrize(
    ("attribute", "remedy"),
    [("execute=no", "execute=true"), ("timeout=soon", "timeout=300"), ('hide="code2"', 'hide="code"')],
)
def test_an_option_that_means_nothing_names_its_line_and_the_remedy(attribute: str, remedy: str):
    with pytest.raises(ContentError, match=r"content/a\.md:5: ") as caught:
        post(f"\n```python {{{attribute}}}\n1\n```\n")
    assert remedy in str(caught.value)


@pytest.mark.parametrize(
    "code",
    [
        "%pip install x",
        "!pip install x",
        "  !apt-get install y",
        "%conda install z",
        "pip install -U x",
        "!python -m pip install x",
    ],
)
def test_a_cell_that_would_change_the_machine_is_not_run(code: str):
    assert post(f"```python\n{code}\n```\n").cells[0].why_not == "it would change the machine"


def test_a_cell_that_only_speaks_of_pip_is_run():
    assert not post("```python\npip = 1  # pip install x\nprint('!pip install')\n```\n").cells[0].why_not


def test_a_post_can_keep_all_its_cells_from_running():
    header = '+++\ntitle = "T"\n[params.blogkit]\nexecute = false\n+++\n'
    assert post("```python\n1\n```\n", header).cells[0].why_not == "the post says execute = false"


def test_a_date_without_a_zone_is_in_the_zone_of_the_site():
    source = Source(PurePosixPath("content/a.md"), '---\ntitle: T\ndate: "2025-07-01 12:00"\n---\n')
    date = parse(source, ZoneInfo("Europe/Oslo")).front_matter.date
    assert date is not None
    assert date.utcoffset() == timedelta(hours=2)
