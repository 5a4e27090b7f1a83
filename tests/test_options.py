"""Options that are misspelt or of another type are errors that say what was meant, all of a file at once."""

from pathlib import PurePosixPath

import pytest

from blogkit.errors import ContentError
from blogkit.model import Source
from blogkit.source import config, parse, with_consent
from blogkit.source.options import OF_POST


def _faults(body: str, header: str = "title = 'x'") -> list[str]:
    try:
        parse(Source(PurePosixPath("p.md"), f"+++\n{header}\n+++\n{body}"))
    except ContentError as error:
        return [str(one) for one in error.each()]
    return []


def _fence(info: str) -> str:
    return f"```{info}\n1 + 1\n```\n"


@pytest.mark.parametrize(
    ("info", "says"),
    [
        ("python {excute=false}", 'p.md:4: excute=false is not known; did you mean "execute"?'),
        ("python {unstabel=true}", 'p.md:4: unstabel=true is not known; did you mean "unstable"?'),
        ('python {raise="ValueError"}', 'p.md:4: raise=ValueError is not known; did you mean "raises"?'),
        ("pycon {timeot=3}", 'p.md:4: timeot=3 is not known; did you mean "timeout"?'),
        ("python {execute=no}", "p.md:4: execute=no is not known; write execute=true or execute=false"),
        ("python {execute=}", "p.md:4: execute has no value; write execute=true or execute=false"),
        ("python {execute: false}", "p.md:4: execute has no value; write execute=true or execute=false"),
        ("python {unstable}", "p.md:4: unstable has no value; write unstable=true or unstable=false"),
        ("python execute=false", "p.md:4: execute=… stands outside of braces; write {execute=…}"),
        ("python {timeout=-1}", "p.md:4: timeout=-1 is not known; write timeout=300"),
        (
            'python {hide="everything"}',
            'p.md:4: hide=everything is not known; write hide="code", "output" or "all"',
        ),
    ],
)
def test_an_attribute_that_means_nothing_is_an_error_at_its_fence(info: str, says: str):
    assert _faults(_fence(info)) == [says]


@pytest.mark.parametrize(
    "info",
    [
        'python {linenos=table,hl_lines=["1","3-4"],style="monokai"}',
        'python {title="execute=false", class="hidden"}',
        "python {.numbered #listing anchorlinenos=true}",
        "{python}",
        'py {raises="ValueError", timeout=2.5, hide="code", unstable=TRUE}',
        "js {excute=false}",
        'python title="a.py"',
    ],
)
def test_an_attribute_of_another_tool_is_left_alone(info: str):
    assert not _faults(_fence(info))


def test_a_setting_of_a_post_that_is_not_known_is_an_error_at_its_line():
    header = "title = 'x'\n[params.blogkit]\nexectue = false\ntimeout = 'long'\ncolour = 1"
    assert _faults("", header) == [
        'p.md:4: [params.blogkit] exectue is not known; did you mean "execute"?',
        "p.md:5: [params.blogkit] timeout = 'long' is not a number of seconds",
        f"p.md:6: [params.blogkit] colour is not known; known are {', '.join(sorted(OF_POST))}",
    ]


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "-1", "0", "1e300"])
def test_a_limit_that_no_clock_can_wait_for_is_an_error(number: str):
    header = f"title = 'x'\n[params.blogkit]\ntimeout = {number}\nmemory = {number}"
    assert [one.split(" = ")[0] for one in _faults("", header)] == [
        "p.md:4: [params.blogkit] timeout",
        "p.md:5: [params.blogkit] memory",
    ]
    assert _faults(_fence(f"python {{timeout={number}}}"))


@pytest.mark.parametrize("setting", ["kernel = 'hot'", "memory = true"])
def test_a_value_of_another_kind_is_an_error(setting: str):
    (said,) = _faults("", f"title = 'x'\n[params.blogkit]\n{setting}")
    assert said.startswith(f"p.md:4: [params.blogkit] {setting} is not ")


def test_a_truth_value_that_is_a_text_is_an_error():
    assert _faults("", "title = 'x'\nparams = {blogkit = {execute = 'no'}}") == [
        "p.md:3: [params.blogkit] execute = 'no' is not true or false"
    ]


def test_a_check_that_is_misspelt_is_an_error_and_a_remark_is_none():
    body = "The sum is 3.<!-- chek: total == 3 --> <!-- cheks: of the title -->\n\n<!-- Check: f(2) > 3 -->\n"
    assert _faults(body) == [
        'p.md:4: "<!-- chek:" is not known; did you mean "<!-- check:"?',
        'p.md:6: "<!-- Check:" is not known; did you mean "<!-- check:"?',
    ]


def test_all_faults_of_a_file_are_reported_at_once_in_order_of_lines():
    body = _fence("python {excute=false}") + "<!-- chek: a == 1 -->\n" + _fence("python {hide=x}")
    found = _faults(body, "title = 'x'\n[params.blogkit]\nkernel = 3")
    assert [one.split(":")[1] for one in found] == ["4", "6", "9", "10"]


def test_a_setting_of_the_site_is_an_error_at_the_line_of_its_file():
    files = {
        "hugo.toml": "title = 'x'\n",
        "config/_default/params.toml": "[blogkit]\nserach = true\nexecute = 'no'\n",
    }
    with pytest.raises(ContentError) as caught:
        config.read(files)
    assert str(caught.value).split("\n") == [
        'config/_default/params.toml:2: [params.blogkit] serach is not known; did you mean "search"?',
        "config/_default/params.toml:3: [params.blogkit] execute = 'no' is not true or false",
    ]


SHELL = "```console{0}\n$ echo oak\noak\n```\n"


@pytest.mark.parametrize(
    ("attributes", "header", "site", "runs"),
    [
        ("", "", {}, False),
        (" {execute=true}", "", {}, True),
        ("", "", {"shell": True}, True),
        ("", "params = {blogkit = {shell = true}}", {}, True),
        ("", "params = {blogkit = {shell = false}}", {"shell": True}, False),
        (" {execute=false}", "", {"shell": True}, False),
        (" {execute=true}", "", {"execute": False}, False),
    ],
)
def test_a_shell_session_runs_only_where_its_author_asks_for_it(
    attributes: str, header: str, site: dict[str, bool], runs: bool
):
    text = f"+++\ntitle = 'x'\n{header}\n+++\n{SHELL.format(attributes)}"
    assert bool(parse(Source(PurePosixPath("p.md"), text), site=site).shells) is runs


@pytest.mark.parametrize(("header", "why"), [("", "says execute = false"), ("execute = true", "")])
def test_the_site_may_say_that_nothing_is_run_and_a_post_that_it_is(header: str, why: str):
    text = f"+++\ntitle = 'x'\n[params.blogkit]\n{header}\n+++\n{_fence('python')}"
    post = parse(Source(PurePosixPath("p.md"), text))
    (cell,) = with_consent(post, post.front_matter.blogkit, {"execute": False}).cells
    assert why in cell.why_not
    assert bool(cell.why_not) is bool(why)
