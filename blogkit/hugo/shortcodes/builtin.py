"""The shortcodes that come with Hugo: name -> function."""

from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import quote

from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.values import go_text
from blogkit.hugo.images import is_local
from blogkit.hugo.markdown.highlight import highlight, option_string
from blogkit.hugo.markdown.summary import as_tex, plain_text
from blogkit.hugo.markdown.urls import filtered_url, spelled_url
from blogkit.hugo.objects.resources import global_functions
from blogkit.hugo.shortcodes.call import Rendering

_FRAME = "position: relative; padding-bottom: 56.25%; height: 0; overflow: hidden;"
_FILL = "position: absolute; top: 0; left: 0; width: 100%; height: 100%; border:0;"
_ALLOW = "accelerometer; autoplay; clipboard-write; encrypted-media; gyroscope; picture-in-picture; web-share"


def _attributes(rendering: Rendering, *names: str) -> str:
    """Write the parameters that are given as attributes."""
    return "".join(f' {name}="{escape(value)}"' for name in names if (value := rendering.one_of(name)))


# --- pictures -------------------------------------------------------------------------------------


def figure(rendering: Rendering) -> str:
    """Write a picture with title, caption and attribution."""
    image = _figure_image(rendering)
    link = rendering.one_of("link")
    if link:
        image = f'<a href="{escape(filtered_url(link))}"{_attributes(rendering, "target", "rel")}>{image}</a>'
    return f"<figure{_attributes(rendering, 'class')}>{image}{_figure_caption(rendering)}\n</figure>\n"


def _figure_image(rendering: Rendering) -> str:
    src = _source(rendering, rendering.one_of("src"))
    caption = rendering.one_of("caption")
    alt = rendering.one_of("alt") or plain_text(as_tex(rendering.markdown_inline(caption)) if caption else "")
    described = f' alt="{escape(alt) if rendering.one_of("alt") else alt}"' if alt else ""
    others = _attributes(rendering, "width", "height", "loading")
    return f'<img src="{escape(filtered_url(src))}"{described}{others}>'


def _source(rendering: Rendering, src: str) -> str:
    """Find a picture in the page's bundle, then among the assets; else the address as it is written."""
    name = src.removeprefix("./")
    own = rendering.context.page.resources.get(src) or rendering.context.page.resources.get(name)
    if own or not is_local(src):
        return own or spelled_url(src)
    asset = global_functions(rendering)["resources.Get"](name)
    return go_text(asset.fields["RelPermalink"]()) if asset else spelled_url(src)


def _figure_caption(rendering: Rendering) -> str:
    title, caption, source = (rendering.one_of(name) for name in ("title", "caption", "attr"))
    if not (title or caption or source):
        return ""
    heading = f"<h4>{escape(title)}</h4>" if title else ""
    text = rendering.markdown_inline(caption) if caption else ""
    by = rendering.markdown_inline(source) if source else ""
    link = rendering.one_of("attrlink")
    by = f'<a href="{escape(filtered_url(link))}">{by}</a>' if link else by
    return f"<figcaption>\n{heading}{f'<p>{text}{by}</p>' if caption or source else ''}\n</figcaption>"


# --- text -----------------------------------------------------------------------------------------


def code(rendering: Rendering) -> str:
    """Colour the inner text: `{{< highlight python "linenos=table" >}}`."""
    options = option_string(rendering.get(1) or "")
    settings = rendering.context.settings.markup.highlight
    return highlight(rendering.inner_deindented.strip("\n\r"), rendering.one_of(0, "lang"), options, settings)


def details(rendering: Rendering) -> str:
    """Write a part that unfolds."""
    summary = rendering.one_of("summary") or "Details"
    is_open = " open" if rendering.one_of("open") == "true" else ""
    title = _attributes(rendering, "title")
    opening = f"<details{_attributes(rendering, 'class', 'name')}{is_open}{title}>"
    body = rendering.markdown(rendering.inner)
    return f"{opening}\n  <summary>{rendering.markdown_inline(summary)}</summary>\n  {body}</details>\n"


def parameter(rendering: Rendering) -> str:
    """Write a value of the front matter, or else of the site's params."""
    name = rendering.one_of(0)
    for table in (rendering.context.page.params, rendering.context.settings.params):
        value: object = table
        for key in name.lower().split("."):
            value = value.get(key) if isinstance(value, Mapping) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if value is not None:
            return escape(str(value))  # pyright: ignore[reportUnknownArgumentType]
    raise ShortcodeError(f'neither the front matter nor the site has a parameter "{name}"; add it')


def relative_reference(rendering: Rendering) -> str:
    """Write the address of another page on the same host."""
    return resolve(rendering, _referred(rendering))


def reference(rendering: Rendering) -> str:
    """Write the address of another page with its host."""
    return resolve(rendering, _referred(rendering), absolute=True)


def _referred(rendering: Rendering) -> str:
    target = rendering.one_of(0, "path")
    if not target:
        raise ShortcodeError('it needs the path of a page, as {{< relref "post.md" >}}')
    return in_language(target, rendering.one_of("lang"))


def in_language(target: str, language: str) -> str:
    """Name a page of a language, as `Context.resolve_ref` understands it."""
    return f"lang={language} {target}" if language and not target.startswith("#") else target


def resolve(rendering: Rendering, target: str, *, absolute: bool = False) -> str:
    """Look a page up; an anchor alone stays one of this page."""
    context = rendering.context
    if target.startswith("#"):
        return target
    find = context.resolve_absolute if absolute and context.resolve_absolute else context.resolve_ref
    try:
        return find(target)
    except LookupError as error:
        raise ShortcodeError(f'there is no page "{target}"; correct the path, or remove the link') from error


def nothing(_rendering: Rendering) -> str:
    """Write nothing: a comment."""
    return ""


# --- things from elsewhere ------------------------------------------------------------------------


def youtube(rendering: Rendering) -> str:
    """Embed a video."""
    name = rendering.one_of("id", 0)
    if not name:
        raise ShortcodeError("it needs the id of a video, as {{< youtube 0RKpf3rK57I >}}")
    given = {key: rendering.one_of(key) for key in ("autoplay", "controls", "end", "loop", "mute", "start")}
    autoplay, loop = (int(given[key] in {"true", "1"}) for key in ("autoplay", "loop"))
    values = {
        "autoplay": autoplay,
        "controls": int(given["controls"] not in {"false", "0"}),
        "end": given["end"] or 0,
        "loop": loop,
        "mute": int(given["mute"] in {"true", "1"} or autoplay),
        **({"playlist": name} if loop else {}),
        "start": given["start"] or 0,
    }
    query = "&amp;".join(f"{key}={quote(str(value))}" for key, value in values.items())
    privacy = rendering.context.settings.raw.get("privacy", {}).get("youtube", {})
    host = "www.youtube-nocookie.com" if privacy.get("privacyenhanced") else "www.youtube.com"
    full_screen = "" if rendering.one_of("allowFullScreen") in {"false", "0"} else "; fullscreen"
    frame, fill = _frame(rendering.one_of("class"))
    loading = escape(rendering.one_of("loading") or "eager")
    title = escape(rendering.one_of("title") or "YouTube video")
    return (
        f'<div{frame}><iframe allow="{_ALLOW}{full_screen}" loading="{loading}" '
        f'referrerpolicy="strict-origin-when-cross-origin" src="https://{host}/embed/{quote(name)}?{query}"'
        f'{fill} title="{title}"></iframe></div>\n'
    )


def vimeo(rendering: Rendering) -> str:
    """Embed a video."""
    name = rendering.one_of("id", 0)
    if not name:
        raise ShortcodeError("it needs the id of a video, as {{< vimeo 55073825 >}}")
    frame, fill = _frame(rendering.one_of("class"))
    rest = _attributes(rendering, "loading", "title")
    src = f"https://player.vimeo.com/video/{quote(name)}?dnt=0"
    return f'<div{frame}><iframe src="{src}"{fill} allow="fullscreen"{rest}></iframe></div>\n'


def _frame(name: str) -> tuple[str, str]:
    """Give the attributes of the box and of the frame in it; with a class of its own it needs no style."""
    return (f' class="{escape(name)}"', "") if name else (f' style="{_FRAME}"', f' style="{_FILL}"')


def gist(rendering: Rendering) -> str:
    """Embed a gist: `{{< gist user id file >}}`."""
    user, name, file = rendering.get(0), rendering.get(1), rendering.get(2)
    if not user or not name:
        raise ShortcodeError("it needs a user and an id, as {{< gist spf13 7896402 >}}")
    which = f"?file={quote(file)}" if file else ""
    return f'<script src="https://gist.github.com/{quote(user)}/{quote(name)}.js{which}"></script>\n'


def tweet(rendering: Rendering) -> str:
    """Link to a post on X: showing it would need the network at build time."""
    user, name = rendering.one_of("user"), rendering.one_of("id", 0)
    url = f"https://x.com/{quote(user or 'i')}/status/{quote(name)}"
    return f'<blockquote class="twitter-tweet"><a href="{url}">{url}</a></blockquote>\n'


def instagram(rendering: Rendering) -> str:
    """Link to a picture on Instagram."""
    url = f"https://www.instagram.com/p/{quote(rendering.one_of('id', 0))}/"
    return f'<blockquote class="instagram-media"><a href="{url}">{url}</a></blockquote>\n'


BUILTIN: Mapping[str, Callable[[Rendering], str]] = {
    "comment": nothing,
    "details": details,
    "figure": figure,
    "gist": gist,
    "highlight": code,
    "instagram": instagram,
    "param": parameter,
    "ref": reference,
    "relref": relative_reference,
    "tweet": tweet,
    "twitter": tweet,
    "vimeo": vimeo,
    "x": tweet,
    "youtube": youtube,
}
"""Name -> function; the caller may add to a copy of it."""
