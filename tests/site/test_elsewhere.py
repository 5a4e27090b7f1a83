"""What a blog takes from elsewhere, and what its templates cannot do: a line each."""

from pathlib import Path

import pytest

from blogkit.errors import ContentError
from blogkit.hugo.objects.data import translated
from blogkit.site import bodies
from blogkit.source import config, disk, modules


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"hugo.toml": "", "config.yaml": ""}, ["config.yaml: is not read: Hugo reads hugo.toml alone"]),
        ({"config/_default/hugo.toml": "", "hugo.toml": ""}, []),
        (
            {"hugo.toml": '[[module.mounts]]\nsource = "notes"\ntarget = "content/notes"\n'},
            ["hugo.toml: [module] mounts are not read: notes -> content/notes; move the files"],
        ),
        ({"hugo.toml": '[[module.mounts]]\nsource = "static"\ntarget = "static"\n'}, []),
        ({"hugo.toml": 'theme = "a"\n'}, ['hugo.toml: the theme "a" is not below themes/: git submodule']),
        ({"hugo.toml": 'theme = "a"\n', "themes/a/layouts/x.html": ""}, []),
        (
            {"hugo.toml": '[[module.imports]]\npath = "github.com/b/c"\n'},
            ['hugo.toml: the module "github.com/b/c" is not below _vendor/: hugo mod vendor'],
        ),
        (
            {
                "hugo.toml": '[[module.imports]]\npath = "github.com/b/c"\n',
                "_vendor/github.com/b/c/layouts/x.html": "",
            },
            [],
        ),
        ({"hugo.toml": '[[module.imports]]\npath = "../../b"\n'}, []),
    ],
)
def test_what_is_not_read_or_not_there_is_a_line(tmp_path: Path, files: dict[str, str], says: list[str]):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    read = {name: text for name, text in files.items() if not name.startswith("themes/")}
    main = config.config_files(set(read))[0]
    settings = config.read(read)
    found = [
        *modules.unread_files(tmp_path, main, settings),
        *modules.absent_themes(tmp_path, main, settings),
    ]
    assert [str(one)[: len(wanted)] for one, wanted in zip(found, says, strict=True)] == says


def test_a_faulty_template_is_said_once_with_the_count_of_its_calls():
    faulty = [ContentError(f"{name}.md", 3, "layouts/t.html:1: no") for name in "abc"]
    other = [ContentError("a.md", 5, "formula: no"), ContentError("b.md", 5, "formula: no")]
    said = [str(one) for one in bodies._once([*faulty, *other, faulty[0]])]
    first = "a.md:3: layouts/t.html:1: no; so do 2 more calls"
    assert said == [first, "a.md:5: formula: no", "b.md:5: formula: no"]


def test_words_of_a_theme_stand_beside_those_of_the_blog_in_the_same_language(tmp_path: Path):
    texts = {
        "i18n/en.yaml": "a: own\n",
        "themes/t/i18n/en.yaml": "a: theme\nb: theme\n",
        "layouts/_shortcodes/s.html": '{{ T "a" }}',
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    words = disk.read_layouts(tmp_path, ["themes/t"]).words
    assert [translated(words, ("xx", "en"), name) for name in ("a", "b", "c")] == ["own", "theme", ""]
