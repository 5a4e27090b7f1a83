"""Configuration files as blogs have them."""

import json
import pickle
from collections.abc import Callable
from datetime import UTC

import pytest

from blogkit.errors import ContentError
from blogkit.source import config
from blogkit.source.markup import Markup

TOML = """
baseURL = "https://example.org/blog/"
title = "Numbers"
enableEmoji = true
[pagination]
pagerSize = 4
[permalinks]
posts = "/:year/:slug/"
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [["$$", "$$"]]
inline = [["$", "$"]]
[[menu.main]]
name = "Posts"
url = "/posts/"
[params.blogkit]
timeout = 30
"""


def _yaml_of(settings: config.Settings) -> str:
    return json.dumps(dict(settings.raw))  # JSON is YAML


@pytest.mark.parametrize("name", ["hugo.toml", "config.toml"])
def test_the_main_file_is_read(name: str):
    settings = config.read({name: TOML})
    assert settings.title == "Numbers"
    assert settings.base_url == "https://example.org/blog/"
    assert settings.pagination.pager_size == 4
    assert settings.permalinks["page"] == {"posts": "/:year/:slug/"}
    assert settings.markup.unsafe
    assert settings.markup.enable_emoji
    assert settings.markup.passthrough.block == (("$$", "$$"),)
    assert settings.menus["main"][0]["name"] == "Posts"
    assert settings.blogkit == {"timeout": 30}


@pytest.mark.parametrize("name", ["hugo.yaml", "hugo.yml", "config.json", "config/_default/hugo.yaml"])
def test_every_format_and_place_gives_the_same_settings(name: str):
    settings = config.read({"hugo.toml": TOML})
    assert config.read({name: _yaml_of(settings)}) == settings


def test_without_configuration_the_defaults_are_hugos():
    settings = config.read({"content/a.md": "# not a configuration"})
    assert settings.markup == Markup()
    assert settings.taxonomies == {"tag": "tags", "category": "categories"}
    assert (settings.summary_length, settings.pagination.pager_size, settings.zone) == (70, 10, UTC)


def test_the_folder_config_lies_over_the_main_file():
    settings = config.read(
        {
            "hugo.toml": "title = 'A'\n[params]\na = 1\nb = 1",
            "config/_default/params.toml": "b = 2",
            "config/production/params.toml": "c = 3",
            "config/_default/menus.yaml": "main:\n- name: Home\n  url: /\n",
            "config/staging/hugo.toml": "title = 'staging'",
        }
    )
    assert settings.title == "A"
    assert settings.params == {"a": 1, "b": 2, "c": 3}
    assert settings.menus["main"] == ({"name": "Home", "url": "/"},)


def test_the_default_language_lies_over_the_rest():
    text = "defaultContentLanguage: de\ntitle: A\nlanguages:\n  de:\n    title: B\n  en:\n    title: C\n"
    assert config.read({"hugo.yaml": text}).title == "B"


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("paginate = 7", lambda s: s.pagination.pager_size == 7),
        ("pygmentsStyle = 'vs'", lambda s: s.markup.highlight.style == "vs"),
        ("[markup.goldmark.extensions]\ntypographer = false", lambda s: not s.markup.typographer.enable),
        ("[markup.goldmark.extensions]\nfootnote = false", lambda s: not s.markup.footnote),
        ("[uglyURLs]\nposts = true", lambda s: s.ugly_urls == {"posts": True}),
        ("[permalinks.section]\nposts = '/p/'", lambda s: s.permalinks["section"] == {"posts": "/p/"}),
        ("timeZone = 'Europe/Paris'", lambda s: str(s.zone) == "Europe/Paris"),
        ("[outputs]\nhome = ['HTML', 'RSS']", lambda s: s.outputs["home"] == ("HTML", "RSS")),
        ("[taxonomies]\nseries = 'series'", lambda s: s.taxonomies == {"series": "series"}),
    ],
)
def test_a_key_has_hugos_meaning(text: str, check: Callable[[config.Settings], bool]):
    assert check(config.read({"hugo.toml": text}))


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"hugo.toml": "title = 'a'\nb = c"}, r"hugo\.toml:2:5: TOML"),
        ({"config.yaml": "title: a\n\tb: c\n"}, r"config\.yaml:2:1: .*tab"),
        ({"config/_default/params.toml": "a = \n"}, r"config/_default/params\.toml:1:5: "),
        ({"hugo.toml": "timeZone = 'Mars/North'"}, r"hugo\.toml: .*Europe/Paris"),
        ({"hugo.toml": "ignoreFiles = ['(']"}, r"hugo\.toml: .*regular expression"),
        ({"hugo.toml": "baseURL = 'https://exam[x]ple.org/'"}, r"hugo\.toml: .*no address.*write one like"),
        ({"hugo.toml": "baseURL = 'https://e.org:x/'"}, r"hugo\.toml: .*no address.*write one like"),
        ({"hugo.toml": "[params.blogkit]\noutput = 1.5"}, r"hugo\.toml:2: .*whole number of characters"),
        ({"hugo.toml": "summaryLength = 'long'"}, r"hugo\.toml: .*whole number"),
    ],
)
def test_a_malformed_file_is_named_with_its_line(files: dict[str, str], place: str):
    with pytest.raises(ContentError, match=place):
        config.read(files)


def test_settings_travel_between_processes_and_markup_hashes():
    settings = config.read({"hugo.toml": TOML})
    assert pickle.loads(pickle.dumps(settings)) == settings  # noqa: S301 - our own bytes
    assert hash(settings.markup) == hash(config.read({"hugo.toml": TOML}).markup)


def test_files_of_a_language_hang_below_it():
    files = {
        "config/_default/hugo.toml": 'defaultContentLanguage = "de"\n[languages.de]\nweight = 1\n',
        "config/_default/languages.de.toml": 'title = "Zahlen"\ncontentDir = "content/de"\n',
        "config/_default/params.de.toml": 'motto = "zähl"\n',
        "config/_default/menus.de.toml": '[[main]]\nname = "Start"\n',
        "config/_default/languages.fr.toml": 'title = "Nombres"\n',
    }
    settings = config.read(files)
    assert (settings.title, settings.content_dir, settings.params["motto"]) == (
        "Zahlen",
        "content/de",
        "zähl",
    )
    assert [entry["name"] for entry in settings.menus["main"]] == ["Start"]
    assert settings.other_languages == {"fr"}


def test_a_table_of_a_language_stands_for_the_sites_but_params_are_merged():
    text = (
        "[permalinks]\nposts = '/p/:slug/'\n[params]\na = 1\n[params.deep]\nx = 1\ny = 1\n[languages.en]\n"
        "[languages.en.permalinks]\nnotes = '/n/:slug/'\n[languages.en.params.deep]\ny = 2\n"
    )
    settings = config.read({"hugo.toml": text})
    assert settings.permalinks["page"] == {"notes": "/n/:slug/"}
    assert settings.params == {"a": 1, "deep": {"x": 1, "y": 2}}


def test_what_themes_set_for_their_templates_is_read_below_what_the_blog_sets():
    files = {
        "hugo.toml": "theme = ['one', 'two']\n[params]\nb = 'site'\n[params.deep]\nx = 1\n",
        "themes/one/hugo.toml": "title = 'no'\n[params]\na = 'one'\nb = 'one'\n[params.deep]\nx = 2\ny = 2\n",
        "themes/two/config/_default/params.yaml": "a: two\nc: two\n",
        "themes/two/hugo.toml": "[[module.imports]]\npath = 'e.org/deep'\n[[module.imports]]\npath = 'one'\n",
        "_vendor/e.org/deep/hugo.yaml": "params: {a: deep, e: deep}\nmodule: {imports: [{path: two}]}\n",
        "themes/three/hugo.toml": "[params]\nd = 'of a theme that is not used'\n",
        "themes/two/config/_default/broken.toml": "x = \n",
    }
    settings = config.read(files)
    expected = {"a": "one", "b": "site", "c": "two", "deep": {"x": 1, "y": 2}, "e": "deep"}
    assert (settings.title, settings.params) == ("", expected)
    assert settings.components[2:5] == ("_vendor/e.org/deep", "themes/e.org/deep", "_vendor/one")
