"""What a shortcode's template sees of its call, the page and the site."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# The values of a Go template have no type until it runs: the tables below hold functions of anything.

from collections.abc import Callable, Mapping
from functools import cache, partial
from posixpath import normpath
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from blogkit.hugo.gotemplate.functions import FUNCTIONS, date_fields
from blogkit.hugo.gotemplate.values import Fields, Function, Safe, field, go_text
from blogkit.hugo.markdown.emoji import emojified
from blogkit.hugo.markdown.highlight import can_highlight, highlight, option_string
from blogkit.hugo.markdown.urls import spelled_anchor, spelled_path
from blogkit.hugo.objects.data import data_of, format_in, translated
from blogkit.hugo.objects.menus import menus
from blogkit.hugo.objects.others import file_fields, kind_fields
from blogkit.hugo.objects.pages import own_place, page_near, pages_of_site
from blogkit.hugo.objects.resources import global_functions, page_resources
from blogkit.hugo.objects.system import system_functions
from blogkit.hugo.shortcodes.builtin import in_language, resolve
from blogkit.hugo.shortcodes.call import CONTENTS, Rendering
from blogkit.hugo.shortcodes.parse import typed


def call_fields(rendering: Rendering) -> Fields:
    """Make the dot of a shortcode's template."""
    call = rendering.call
    page = page_fields(rendering)
    params: Any = {name: typed(value) for name, value in call.named.items()} or [*map(typed, call.positional)]
    store = _store(rendering.store)
    return Fields(
        {
            "Get": lambda key: _parameter(rendering, key),
            "Params": lambda: params,
            "IsNamedParams": lambda: bool(call.named),
            "Inner": lambda: Safe(rendering.inner),
            "InnerDeindent": lambda: Safe(rendering.inner_deindented),
            "Name": lambda: call.name,
            "Ordinal": lambda: rendering.ordinal,
            "Position": lambda: f"{rendering.context.page.path}:{rendering.line}",
            "Parent": lambda: call_fields(rendering.parent) if rendering.parent else None,
            "Page": lambda: page,
            "Site": lambda: site_fields(rendering),
            "Scratch": lambda: store,
            "Store": lambda: store,
            "Ref": lambda target: resolve(rendering, _target(target), absolute=True),
            "RelRef": lambda target: resolve(rendering, _target(target)),
        }
    )


def _parameter(rendering: Rendering, key: object) -> object:
    """Give a parameter, or an empty text where it is missing, as Go templates see it."""
    value = rendering.get(key if isinstance(key, int) else go_text(key))
    return "" if value is None else typed(value)


_OWN_BODY: Mapping[str, Callable[[], object]] = {
    **dict.fromkeys(("WordCount", "FuzzyWordCount", "ReadingTime", "Len"), lambda: 0),
    **dict.fromkeys(("Content", "ContentWithoutSummary", "Plain", "Summary"), lambda: ""),
    "PlainWords": list,
    "Truncated": lambda: False,
}
"""What a page is to templates while its body is not made yet."""


def page_fields(rendering: Rendering) -> Fields:
    """Give what is known of the page while its body is rendered."""
    page = rendering.context.page
    return Fields(
        {
            "Title": lambda: page.title,
            "LinkTitle": lambda: page.params.get("linktitle") or page.title,
            "Description": lambda: page.params.get("description") or "",
            "Params": lambda: page.params,
            "Param": lambda name: _param(rendering, go_text(name)),
            "RelPermalink": lambda: rendering.page_address,
            "Permalink": lambda: _absolute(rendering, rendering.page_address),
            "Date": lambda: date_fields(page.params.get("date")),
            "Lastmod": lambda: date_fields(page.params.get("lastmod") or page.params.get("date")),
            "Draft": lambda: bool(page.params.get("draft")),
            "Resources": cache(lambda: page_resources(rendering)),
            "File": lambda: file_fields(page.path.removeprefix(f"{rendering.context.settings.content_dir}/")),
            "Site": lambda: site_fields(rendering),
            "Store": lambda: _kept(rendering, "page"),
            "Scratch": lambda: _kept(rendering, "page"),
            "Language": lambda: _language(rendering),
            "Lang": lambda: rendering.context.settings.language,
            "GetPage": partial(page_near, rendering),
            **own_place(rendering),
            "Weight": lambda: page.params.get("weight") or 0,
            **kind_fields(page.kind, page.section, str(page.params.get("type") or ""), page.params),
            **_OWN_BODY,
            "TableOfContents": lambda: Safe(CONTENTS),
            "HasShortcode": lambda name: go_text(name) == rendering.call.name,
            "RenderString": lambda *arguments: _render_string(rendering, arguments),
        },
        page.path,
    )


def site_fields(rendering: Rendering) -> Fields:
    """Give what is known of the site."""
    settings = rendering.context.settings
    return Fields(
        {
            "Title": lambda: settings.title,
            "BaseURL": lambda: settings.base_url,
            "Params": lambda: settings.params,
            "Param": lambda name: _in_table(settings.params, go_text(name)),
            "Copyright": lambda: settings.copyright,
            "LanguageCode": lambda: settings.language_code,
            "Language": lambda: _language(rendering),
            "Config": lambda: settings.raw,
            "IsServer": lambda: False,
            "Data": lambda: data_of(rendering.context.layouts.data),
            "Store": lambda: _kept(rendering, "site"),
            "LanguagePrefix": lambda: f"/{settings.folder}".rstrip("/"),
            "Menus": lambda: menus(rendering, partial(_in_menu, rendering)),
            "Sites": lambda: [site_fields(rendering)],
            "BuildDrafts": lambda: bool(settings.raw.get("builddrafts")),
            **pages_of_site(rendering),
        }
    )


def _hugo_fields(rendering: Rendering) -> Fields:
    return Fields(
        {
            "Data": lambda: data_of(rendering.context.layouts.data),
            "Environment": lambda: "production",
            "IsProduction": lambda: True,
            "IsDevelopment": lambda: False,
            "IsServer": lambda: False,
            "IsExtended": lambda: True,
            "IsMultilingual": lambda: bool(rendering.context.settings.other_languages),
            "IsMultihost": lambda: False,
            "Store": lambda: _kept(rendering, "hugo"),
            "Sites": lambda: [site_fields(rendering)],
            "Version": lambda: "0.168.0",
            "Context": lambda: Fields({"MarkupScope": lambda: ""}),
        }
    )


def page_functions(rendering: Rendering) -> dict[str, Function]:
    """Give the functions that need the page or the site."""
    settings = rendering.context.settings

    def colour(code: object, language: object = "", options: object = "") -> Safe:
        given = options if isinstance(options, Mapping) else option_string(go_text(options))
        return Safe(highlight(go_text(code), go_text(language), given, settings.markup.highlight))  # pyright: ignore[reportUnknownArgumentType]

    def warn(form: object, *values: object) -> str:
        rendering.warn(FUNCTIONS["printf"](form, *values))
        return ""

    def block(code: object, *options: object) -> Fields:
        """Colour a code block's hook context."""
        inner, language = go_text(field(code, "Inner", ())), go_text(field(code, "Type", ()))
        html = colour(inner, language, options[0] if options else field(code, "Options", ()))
        return Fields({"Wrapped": lambda: html, "Inner": lambda: html}, html)

    def formula(tex: object, *options: object) -> Safe:
        given: Any = options[0] if options else {}
        display = isinstance(given, Mapping) and bool(field(given, "displayMode", ()))  # pyright: ignore[reportUnknownArgumentType]
        return Safe(rendering.context.math(go_text(tex), display))

    def translate(name: object, context: object = None) -> str:
        usual = str(settings.raw.get("defaultcontentlanguage") or "en")
        languages = (settings.language_code, settings.language, usual)
        return translated(rendering.context.layouts.words, languages, go_text(name), context)

    functions: dict[str, Function] = {
        "markdownify": lambda text: Safe(rendering.markdown_inline(go_text(text))),
        "highlight": colour,
        "emojify": lambda text: Safe(emojified(go_text(text))),
        "relURL": lambda path: _relative(rendering, go_text(path)),
        "relLangURL": lambda path: _relative(rendering, _in_folder(rendering, go_text(path))),
        "absURL": lambda path: _absolute(rendering, go_text(path)),
        "absLangURL": lambda path: _absolute(rendering, _in_folder(rendering, go_text(path))),
        "ref": lambda _page, target: resolve(rendering, _target(target), absolute=True),
        "relref": lambda _page, target: resolve(rendering, _target(target)),
        "templates.Exists": lambda path: _has_template(rendering, go_text(path)),
        "site": lambda: site_fields(rendering),
        "page": lambda: page_fields(rendering),
        "hugo": lambda: _hugo_fields(rendering),
        "warnf": warn,
        "warnidf": lambda _name, *words: warn(words[0], *words[1:]) if words else "",
        "newScratch": lambda: _store({}),
        "i18n": translate,
        "T": translate,
        "lang.Translate": translate,
        **dict.fromkeys(
            ("dateFormat", "time.Format"), partial(format_in, rendering.context.settings.language)
        ),
        **global_functions(rendering),
        **system_functions(rendering),
        "transform.CanHighlight": lambda language: can_highlight(go_text(language)),
    }
    return {
        **functions,
        "transform.Markdownify": functions["markdownify"],
        "transform.Highlight": functions["highlight"],
        "transform.Emojify": functions["emojify"],
        "transform.HighlightCodeBlock": block,
        "transform.ToMath": formula,
        "urls.RelURL": functions["relURL"],
        "urls.AbsURL": functions["absURL"],
        "urls.RelRef": functions["relref"],
        "urls.Ref": functions["ref"],
        "collections.NewScratch": functions["newScratch"],
        "fmt.Warnf": functions["warnf"],
    }


# --- parts ----------------------------------------------------------------------------------------


def _in_table(table: Mapping[str, Any], path: str) -> object:
    value: Any = table
    for name in path.lower().split("."):
        value = value.get(name) if isinstance(value, Mapping) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return value  # pyright: ignore[reportUnknownVariableType]


def _has_template(rendering: Rendering, path: str) -> bool:
    folder, _, name = path.strip("/").partition("/")
    layouts = rendering.context.layouts
    known = layouts.partials if folder in {"_partials", "partials"} else layouts.shortcodes
    return name.removesuffix(".html") in known


def _param(rendering: Rendering, path: str) -> object:
    found = _in_table(rendering.context.page.params, path)
    return found if found is not None else _in_table(rendering.context.settings.params, path)


def _render_string(rendering: Rendering, arguments: tuple[object, ...]) -> Safe:
    *given, last = arguments
    options, text = (given[0] if given else {}), go_text(last)
    if isinstance(options, Mapping) and options.get("display") == "block":  # pyright: ignore[reportUnknownMemberType]
        return Safe(rendering.markdown(text))
    return Safe(rendering.markdown_inline(text))


def _target(target: object) -> str:
    if isinstance(target, Mapping):
        path, language = (go_text(target.get(key) or "") for key in ("path", "lang"))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        return in_language(path, language)
    if isinstance(target, list):
        return go_text(target[0]) if target else ""  # pyright: ignore[reportUnknownArgumentType]
    return go_text(target)


def _base_path(rendering: Rendering) -> str:
    return urlsplit(rendering.context.settings.base_url).path.rstrip("/") + "/"


def _in_folder(rendering: Rendering, path: str) -> str:
    """Put the folder of the language before a path below the base, as `relLangURL` does."""
    folder = rendering.context.settings.folder
    if not folder or urlsplit(path).scheme or path.startswith(("//", "#")):
        return path
    slash, below = "/" * path.startswith("/"), path.removeprefix("/")
    return path if f"{below}/".startswith(folder) else f"{slash}{folder}{below}"


def _relative(rendering: Rendering, path: str) -> str:
    """Put the base's path before a path below it, as `relURL` does: "/a" stays below the host."""
    if urlsplit(path).scheme or path.startswith("//"):
        return path
    return _joined("" if path.startswith("/") else _base_path(rendering), path)


def _absolute(rendering: Rendering, path: str) -> str:
    """Put the base before a path, as `absURL` does."""
    parts = urlsplit(path)
    if parts.scheme or path.startswith("//"):
        return path
    base = urlsplit(rendering.context.settings.base_url)
    joined = _joined("" if path.startswith("/") else base.path, parts.path)
    anchor = spelled_anchor(parts.fragment)
    return urlunsplit((base.scheme, base.netloc, spelled_path(joined), parts.query, anchor))


def _joined(above: str, path: str) -> str:
    """Join two paths as Go does: without double slashes and dots; a slash at the end stays."""
    joined = "/" + normpath(f"{above}/{path}").lstrip("/")
    return f"{joined}/" if (path or above)[-1:] == "/" != joined[-1] else joined


def _in_menu(rendering: Rendering, url: str) -> str:
    """Put an address of a menu below the base, also one that begins with a slash."""
    if urlsplit(url).scheme or url.startswith(("//", "#")):
        return url
    base = _base_path(rendering)
    return url if base != "/" and url.startswith(base) else base + url.lstrip("/")


def _language(rendering: Rendering) -> Fields:
    code = rendering.context.settings.language_code or "en"
    return Fields(
        {
            "Lang": lambda: rendering.context.settings.language,
            "Name": lambda: rendering.context.settings.language,
            "LanguageName": lambda: _label(rendering),
            "Label": lambda: _label(rendering),
            "LanguageCode": lambda: code,
            "Locale": lambda: code,
        },
        code,
    )


def _label(rendering: Rendering) -> str:
    raw = rendering.context.settings.raw
    return str(raw.get("label") or raw.get("languagename") or "")


def _kept(rendering: Rendering, whose: str) -> Fields:
    """Give what templates have put aside while the page is made."""
    return _store(rendering.context.store.setdefault(whose, {}))


def _store(values: dict[str, Any]) -> Fields:
    def keep(key: object, value: object) -> str:
        values[go_text(key)] = value
        return ""

    def add(key: object, value: Any) -> str:  # noqa: ANN401 - numbers, texts, lists
        old = values.get(go_text(key))
        values[go_text(key)] = (
            value if old is None else old + (value if isinstance(value, type(old)) else [value])
        )
        return ""

    def in_map(key: object) -> dict[str, Any]:
        return values.get(go_text(key)) or {}

    def set_in_map(key: object, name: object, value: object) -> str:
        values.setdefault(go_text(key), {})[go_text(name)] = value
        return ""

    return Fields(
        {
            "Get": lambda key: values.get(go_text(key)),
            "Set": keep,
            "Add": add,
            "SetInMap": set_in_map,
            "DeleteInMap": lambda key, name: (in_map(key).pop(go_text(name), None), "")[1],
            "GetSortedMapValues": lambda key: [
                one for _, one in sorted(values.get(go_text(key), {}).items())
            ],
            "Values": lambda: values,
            "Delete": lambda key: (values.pop(go_text(key), None), "")[1],
        }
    )
