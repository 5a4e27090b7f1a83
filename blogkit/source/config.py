"""The configuration files of a blog -> Settings, with Hugo's names, merging and defaults."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, tzinfo
from pathlib import PurePosixPath
from typing import Any

from blogkit.errors import ContentError, DecodeError, raise_all
from blogkit.source import coerce
from blogkit.source.formats import decode
from blogkit.source.markup import Markup, read_markup
from blogkit.source.options import OF_SITE, faults_of_settings, line_of_key
from blogkit.source.wording import Words
from blogkit.values import frozen

ROOT_NAMES = ("hugo", "config")
"""The names of the main file, the first found counts."""
LANGUAGES = {".toml": "toml", ".yaml": "yaml", ".yml": "yaml", ".json": "json"}
"""Endings of configuration files, in Hugo's order of preference, and what they are written in."""
ENVIRONMENTS = ("_default", "production")
"""The folders below config/ that count for a build, later ones on top."""


@frozen
class Pagination:
    """How lists are cut into pages."""

    pager_size: int = 10
    path: str = "page"
    disable_aliases: bool = False


@frozen
class Settings:
    """What a blog's configuration says; every default is Hugo's. Names in mappings are lower case."""

    title: str = ""
    base_url: str = ""
    language: str = "en"
    """The language these settings are for, as the configuration calls it, in lower case."""
    language_code: str = ""
    languages: tuple[str, ...] = ()
    """All languages that are built, in Hugo's order; empty where one stands at the root of the site."""
    folder: str = ""
    """Where the pages of the language stand below the destination: "ja/"; empty for the root."""
    content_dirs: Mapping[str, str] = field(default_factory=dict[str, str])
    """Content folder -> the language of the files in it whose names end in none."""
    copyright: str = ""
    theme: tuple[str, ...] = ()
    markup: Markup = field(default_factory=Markup)
    has_cjk_language: bool = False
    summary_length: int = 70
    permalinks: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    """Kind of page ("page", "section", "taxonomy", "term") -> section or taxonomy -> pattern."""
    taxonomies: Mapping[str, str] = field(default_factory=lambda: {"category": "categories", "tag": "tags"})
    """Singular -> plural."""
    menus: Mapping[str, tuple[Mapping[str, Any], ...]] = field(
        default_factory=dict[str, tuple[Mapping[str, Any], ...]]
    )
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    pagination: Pagination = Pagination()
    ugly_urls: bool | Mapping[str, bool] = False
    """For the whole site, or section -> whether."""
    outputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Kind of page -> output formats, where the blog asks for others than Hugo's."""
    disable_kinds: tuple[str, ...] = ()
    enable_robots_txt: bool = False
    disable_aliases: bool = False
    disable_path_to_lower: bool = False
    remove_path_accents: bool = False
    build_drafts: bool = False
    build_future: bool = False
    build_expired: bool = False
    content_dir: str = "content"
    static_dirs: tuple[str, ...] = ("static",)
    ignore_files: tuple[str, ...] = ()
    """Patterns for files and folders of the content that do not count."""
    main_sections: tuple[str, ...] = ()
    pluralize_list_titles: bool = True
    capitalize_list_titles: bool = True
    title_case_style: str = "ap"
    rss_limit: int = -1
    """How many items a feed has; -1 for all."""
    sitemap: Mapping[str, Any] = field(default_factory=dict[str, Any])
    cascade: tuple[Mapping[str, Any], ...] = ()
    zone: tzinfo = UTC
    """For dates that name none."""
    blogkit: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """This tool's own settings: `[params.blogkit]`."""
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """All keys after merging."""
    i18n: tuple[tuple[str, str], ...] = ()
    """The files below i18n/, with the blog's own words for the page."""

    @property
    def words(self) -> Words:
        """The page's own words in the language of the blog."""
        return Words(self.language_code or self.language, self.i18n)

    @property
    def searchable(self) -> bool:
        """Whether readers can search the posts: `search` under `[params.blogkit]`."""
        return self.blogkit.get("search") is True

    @property
    def for_models(self) -> bool:
        """Whether each page's Markdown is published too, with a list of them: `llms`."""
        return self.blogkit.get("llms") is True

    @property
    def other_languages(self) -> frozenset[str]:
        """The languages that are configured beside the default one."""
        languages = {name.lower() for name in coerce.table(self.raw.get("languages"))}
        return frozenset(languages - {_default_language(self.raw)})

    @property
    def language_name(self) -> str:
        """What the language is called in itself, or its code."""
        return coerce.first_text(self.raw, "label", "languagename") or self.language_code or self.language

    @property
    def is_default(self) -> bool:
        """Whether these settings are for the default language, which has what the site has only once."""
        return self.language == _default_language(self.raw)

    def language_of(self, source: PurePosixPath) -> str:
        """The language of a content file whose name ends in none: that of its content folder."""
        return self.content_dirs.get(self.content_dir_of(source), self.language)

    def content_dir_of(self, source: PurePosixPath) -> str:
        """The content folder a file stands in, of several around it the innermost."""
        if len(self.content_dirs) < 2:
            return self.content_dir
        around = [folder for folder in self.content_dirs if source.is_relative_to(folder)]
        return max(around, key=len, default=self.content_dir)

    @property
    def components(self) -> tuple[str, ...]:
        """Where themes and modules may stand below the source folder; the first counts most."""
        return components_of(self.raw)

    @property
    def mounts_files(self) -> bool:
        """Whether static files may come from elsewhere: a theme, or a module."""
        module = coerce.table(self.raw.get("module"))
        return bool(self.theme or module.get("imports") or module.get("mounts"))


def read(files: Mapping[str, str]) -> Settings:
    r"""Read the settings of the default language out of `files`: names below the source folder -> text.

    Other files in it do no harm. Raises ContentError with file, line and remedy.

    >>> settings = read({"hugo.toml": 'title = "Numbers"\nenableEmoji = true'})
    >>> settings.title, settings.markup.enable_emoji, settings.summary_length
    ('Numbers', True, 70)
    """
    return read_languages(files)[0]


def read_languages(files: Mapping[str, str]) -> tuple[Settings, ...]:
    r"""Read the settings of every language that is built, the default one first.

    >>> toml = "[languages.en]\n[languages.ja]\ntitle = '数'"
    >>> [(one.language, one.folder, one.title) for one in read_languages({"hugo.toml": toml})]
    [('en', '', ''), ('ja', 'ja/', '数')]
    """
    keys = _merged(files)
    raise_all(_faults(keys, files))
    languages, default = _languages(keys), _default_language(keys)
    in_folder = coerce.truth(keys, "defaultcontentlanguageinsubdir")
    try:
        found = [
            _settings(_with_language(keys, name), name) for name in sorted(languages, key=default.__ne__)
        ]
    except coerce.WrongValueError as error:
        raise ContentError(_main_file(files), 0, str(error)) from error
    several = languages if in_folder or len(languages) > 1 else ()
    folders = {one.content_dir: one.language for one in reversed(found)}
    return tuple(
        replace(
            one,
            languages=several,
            folder=f"{one.language}/" if several and (in_folder or one.language != default) else "",
            content_dirs=folders,
        )
        for one in found
    )


def _faults(keys: Mapping[str, Any], files: Mapping[str, str]) -> Iterator[ContentError]:
    """All that is wrong with the tool's own settings, each at its line."""
    own = coerce.table(coerce.table(keys.get("params")).get("blogkit"))

    return faults_of_settings(own, OF_SITE, lambda name: place_of_setting(files, name))


def place_of_setting(files: Mapping[str, str], name: str) -> tuple[str, int]:
    """The file and the line where the blog sets one of the tool's own settings."""
    found = ((file, line_of_key(files[file], name)) for file in config_files(set(files)))
    return next(((file, line) for file, line in found if line), (_main_file(files), 0))


def _languages(keys: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the languages that are built, in Hugo's order.

    Languages with a host of their own make a site each, which is not supported: only the default is built.
    """
    default = _default_language(keys)
    given = {name: coerce.table(own) for name, own in coerce.table(keys.get("languages")).items()}
    off = {name.lower() for name in coerce.any_texts(keys, "disablelanguages")}
    on = {name: own for name, own in given.items() if name not in off and not coerce.truth(own, "disabled")}
    if default not in on or any("baseurl" in own for own in on.values()):
        return (default,)
    weights = {name: coerce.whole(own, "weight", 0) for name, own in on.items()}
    return tuple(sorted(on, key=lambda name: (weights[name] == 0, weights[name], name)))


def _default_language(keys: Mapping[str, Any]) -> str:
    return str(keys.get("defaultcontentlanguage", "en")).lower()


# --- finding and merging the files -----------------------------------------------------------------


def config_files(names: frozenset[str] | set[str]) -> list[str]:
    """Pick the files that count, in the order in which they are merged: main file, then config/."""
    chosen = [name for name in [_first_main(names)] if name]
    for environment in ENVIRONMENTS:
        folder = f"config/{environment}/"
        below = (n for n in names if n.startswith(folder) and PurePosixPath(n).suffix in LANGUAGES)
        # The folder's own main file comes first: it is the root that the others hang below.
        chosen += sorted(below, key=lambda n: (PurePosixPath(n).stem not in ROOT_NAMES, n))
    return chosen


def _first_main(names: frozenset[str] | set[str]) -> str:
    candidates = (f"{stem}{ending}" for stem in ROOT_NAMES for ending in LANGUAGES)
    return next((name for name in candidates if name in names), "")


def _main_file(files: Mapping[str, str]) -> str:
    return (config_files(set(files)) or ["hugo.toml"])[0]


def _merged(files: Mapping[str, str]) -> dict[str, Any]:
    """Decode and merge; where a key is given twice, the later file counts."""
    merged: dict[str, Any] = {}
    for name in config_files(set(files)):
        merged = merge(merged, _below_root(name, _decoded(name, files[name])))
    if nested := _nested_imports(merged, files):
        module = coerce.table(merged.get("module"))
        imports = [*coerce.tables(module.get("imports")), *({"path": path} for path in nested)]
        merged = {**merged, "module": {**module, "imports": imports}}
    given = _params_of_themes(components_of(merged), files)
    return {**merged, "params": merge(given, coerce.table(merged.get("params")))} if given else merged


def imported(keys: Mapping[str, Any]) -> list[str]:
    """The paths of the modules that a configuration imports: "github.com/you/theme", or a theme's name."""
    given = coerce.table(keys.get("module")).get("imports")
    paths = [str(one.get("path") or "").strip("/") for one in coerce.tables(given) if not one.get("disable")]
    return [path for path in paths if path and ".." not in PurePosixPath(path).parts]


def components_of(keys: Mapping[str, Any]) -> tuple[str, ...]:
    """Where the themes and modules that a configuration names may stand; the first counts most.

    >>> components_of({"theme": "a", "module": {"imports": [{"path": "github.com/b/c"}]}})
    ('themes/a', '_vendor/github.com/b/c', 'themes/github.com/b/c')
    """
    places = [place for path in imported(keys) for place in _places_of(path)]
    return (*(f"themes/{theme}" for theme in coerce.any_texts(keys, "theme")), *places)


def _places_of(path: str) -> list[str]:
    return [f"_vendor/{path}", f"themes/{path}"]


def _params_of_themes(components: Sequence[str], files: Mapping[str, str]) -> dict[str, Any]:
    """What themes set for their own templates; the blog's own `params` count more, then the first theme's."""
    params: dict[str, Any] = {}
    for component in reversed(components):
        params = merge(params, coerce.table(_keys_of(component, files).get("params")))
    return params


def _nested_imports(keys: Mapping[str, Any], files: Mapping[str, str]) -> list[str]:
    """The paths of the modules that themes and modules import in their turn."""
    known = imported(keys)
    own = len(known)
    components = [*components_of(keys)]
    for component in components:  # it grows
        for path in imported(_keys_of(component, files)):
            if path not in known:
                known.append(path)
                components += _places_of(path)
    return known[own:]


def _keys_of(component: str, files: Mapping[str, str]) -> dict[str, Any]:
    """The configuration of a theme or a module."""
    start = f"{component}/"
    own = {name.removeprefix(start): text for name, text in files.items() if name.startswith(start)}
    merged: dict[str, Any] = {}
    for name in config_files(set(own)):
        try:
            merged = merge(merged, _below_root(name, _decoded(name, own[name])))
        except ContentError:
            continue  # the author of the theme is not the one who reads this
    return merged


def _decoded(name: str, text: str) -> dict[str, Any]:
    text = text.removeprefix("\ufeff")
    try:
        return decode(text, LANGUAGES[PurePosixPath(name).suffix])
    except DecodeError as error:
        raise ContentError(name, error.line, error.message, error.column) from error


def _below_root(name: str, keys: dict[str, Any]) -> dict[str, Any]:
    """Hang a file of config/ where its name says: `params.toml` below `params`, `menus.de.toml` in German."""
    if not name.startswith("config/"):
        return keys
    key, _, language = PurePosixPath(name).stem.lower().partition(".")
    if not language:
        menu = key in {"menu", "menus"}
        return keys if key in ROOT_NAMES else {key: keys.get(key, keys) if menu else keys}
    below = {"menu": "menus", "menus": "menus", "params": "params"}.get(key, "")
    return {"languages": {language: {below: keys} if below else keys}}


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two trees of tables; `above` counts where both have a value.

    >>> merge({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}})
    {'a': {'b': 1, 'c': 3}}
    """
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if coerce.is_table(old) and coerce.is_table(value) else value
    return merged


def _with_language(keys: dict[str, Any], language: str) -> dict[str, Any]:
    """Lay what is set for a language over the rest: a table of its own stands for the whole table.

    Only `params` are merged to their depth, and menus and formats by their names.
    """
    own = coerce.table(coerce.table(keys.get("languages")).get(language))
    own = {key: value for key, value in own.items() if key not in {"weight", "disabled"}}
    params = merge({"params": keys.get("params", {})}, {"params": own.pop("params", {})})
    named = {key: {**coerce.table(keys.get(key)), **coerce.table(own[key])} for key in _NAMED & own.keys()}
    return {**keys, **own, **named, **params}


_NAMED = {"menus", "menu", "mediatypes", "outputformats"}


# --- giving the keys their types -------------------------------------------------------------------


def _settings(keys: Mapping[str, Any], language: str) -> Settings:
    params = coerce.table(keys.get("params"))
    return Settings(
        title=coerce.text(keys, "title"),
        base_url=coerce.address(keys, "baseurl"),
        language=language,
        language_code=_language_code(keys, language),
        copyright=coerce.text(keys, "copyright"),
        theme=coerce.any_texts(keys, "theme"),
        markup=read_markup(keys),
        has_cjk_language=coerce.truth(keys, "hascjklanguage"),
        summary_length=coerce.whole(keys, "summarylength", 70),
        permalinks=_permalinks(coerce.table(keys.get("permalinks"))),
        taxonomies=_taxonomies(keys),
        menus=_menus(keys.get("menus", keys.get("menu"))),
        params=params,
        pagination=_pagination(keys),
        ugly_urls=_ugly_urls(keys),
        outputs=_outputs(coerce.table(keys.get("outputs"))),
        disable_kinds=tuple(kind.lower() for kind in coerce.any_texts(keys, "disablekinds")),
        enable_robots_txt=coerce.truth(keys, "enablerobotstxt"),
        disable_aliases=coerce.truth(keys, "disablealiases"),
        disable_path_to_lower=coerce.truth(keys, "disablepathtolower"),
        remove_path_accents=coerce.truth(keys, "removepathaccents"),
        build_drafts=coerce.truth(keys, "builddrafts"),
        build_future=coerce.truth(keys, "buildfuture"),
        build_expired=coerce.truth(keys, "buildexpired"),
        content_dir=coerce.text(keys, "contentdir") or "content",
        static_dirs=coerce.any_texts(keys, "staticdir") or ("static",),
        ignore_files=coerce.patterns(keys, "ignorefiles"),
        main_sections=coerce.any_texts(keys, "mainsections") or coerce.any_texts(params, "mainsections"),
        pluralize_list_titles=coerce.truth(keys, "pluralizelisttitles", default=True),
        capitalize_list_titles=coerce.truth(keys, "capitalizelisttitles", default=True),
        title_case_style=(coerce.text(keys, "titlecasestyle") or "ap").lower(),
        rss_limit=_rss_limit(keys),
        sitemap=coerce.table(keys.get("sitemap")),
        cascade=coerce.tables(keys.get("cascade")),
        zone=_zone(coerce.text(keys, "timezone")),
        blogkit=coerce.table(params.get("blogkit")),
        raw=keys,
    )


def _outputs(keys: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {kind: coerce.any_texts(keys, kind) for kind in keys}


def _language_code(keys: Mapping[str, Any], language: str) -> str:
    """Read `locale` or `languageCode`; what is set for the whole site is the default language's."""
    if language == _default_language(keys):
        return coerce.first_text(keys, "locale", "languagecode", "defaultcontentlanguage")
    own = coerce.table(coerce.table(keys.get("languages")).get(language))
    return coerce.first_text(own, "locale", "languagecode") or language


def _permalinks(keys: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Sort patterns by kind of page; one that stands without a kind is for pages and for terms."""
    patterns: dict[str, dict[str, str]] = {"page": {}, "section": {}, "taxonomy": {}, "term": {}}
    for key, value in keys.items():
        if coerce.is_table(value):
            patterns.setdefault(key, {}).update({k: str(v) for k, v in coerce.table(value).items()})
        else:
            patterns["page"][key] = patterns["term"][key] = str(value)
    return patterns


def _taxonomies(keys: Mapping[str, Any]) -> dict[str, str]:
    given = keys.get("taxonomies", keys.get("indexes"))  # the older name
    if given is None:
        return {"category": "categories", "tag": "tags"}
    given = coerce.table(given)
    return {k: v.lower() for k, v in given.items() if isinstance(v, str) and k and v}


def _menus(value: object) -> dict[str, tuple[Mapping[str, Any], ...]]:
    return {name: coerce.tables(entries) for name, entries in coerce.table(value).items()}


def _pagination(keys: Mapping[str, Any]) -> Pagination:
    """`[pagination]`, or the older `paginate` and `paginatePath`."""
    new = coerce.table(keys.get("pagination"))
    return Pagination(
        pager_size=max(1, coerce.whole(new, "pagersize", coerce.whole(keys, "paginate", 10))),
        path=coerce.text(new, "path") or coerce.text(keys, "paginatepath") or "page",
        disable_aliases=coerce.truth(new, "disablealiases"),
    )


def _ugly_urls(keys: Mapping[str, Any]) -> bool | dict[str, bool]:
    value = keys.get("uglyurls")
    if coerce.is_table(value):
        return {section: bool(ugly) for section, ugly in coerce.table(value).items()}
    return coerce.truth(keys, "uglyurls")


def _rss_limit(keys: Mapping[str, Any]) -> int:
    services = coerce.table(keys.get("services"))
    return coerce.whole(coerce.table(services.get("rss")), "limit", coerce.whole(keys, "rsslimit", -1))


def _zone(name: str) -> tzinfo:
    if not name:
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415  (asks how Python was built: a hundredth of a preview)

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise coerce.WrongValueError(
            "timezone", f'timeZone "{name}" is unknown; write it as "Europe/Paris"'
        ) from error
