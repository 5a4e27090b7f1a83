"""Has charts come with a picture, and those of Matplotlib drawn no oftener than they are shown.

Vega's are drawn by the library that Altair itself saves pictures with.
"""

from __future__ import annotations

import contextlib
import re
import sys
from typing import Any

_VEGA = re.compile(r"application/vnd\.vega(lite)?\.v\d+[.+]json")
_SVG = "image/svg+xml"
_SHOW, _DRAW = "flush_figures", "_draw_all_if_interactive"
"""What shows figures behind a cell, and closes them; and what draws those that are still open."""


def draw_formatted(formatter: Any) -> None:
    """Put a picture beside each chart that has none."""
    form = formatter.format

    def formed(*arguments: Any, **options: Any) -> Any:
        _send_specifications()
        data, metadata = form(*arguments, **options)
        return _with_picture(data), metadata

    formatter.format = formed


def draw_published(publisher: Any) -> None:
    """The same for specifications that are published as they are: no formatter has seen them."""
    publish = publisher.publish

    def published(data: dict[str, Any], *arguments: Any, **options: Any) -> Any:
        return publish(_with_picture(data), *arguments, **options)

    publisher.publish = published


def _send_specifications() -> None:
    """Have Altair send specifications in place of HTML that loads scripts from elsewhere, if nobody chose."""
    renderers: Any = getattr(sys.modules.get("altair"), "renderers", None)
    if renderers is not None and renderers.active == "default":
        renderers.enable("mimetype")


def _with_picture(data: dict[str, Any]) -> dict[str, Any]:
    kind = next(filter(_VEGA.fullmatch, data), None)
    if kind is None or any(name.startswith("image/") for name in data):
        return data
    with contextlib.suppress(Exception):  # not installed, or no chart that it can draw: it comes alone
        import vl_convert  # noqa: PLC0415  # pyright: ignore[reportMissingImports, reportUnknownVariableType]

        draw: Any = vl_convert.vegalite_to_svg if "vegalite" in kind else vl_convert.vega_to_svg  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        data = {**data, _SVG: draw(data[kind])}
    return data


def set_letters(letters: str) -> None:
    """Have Matplotlib set letters in another way, unless the post chooses one."""
    hinting, _, aliased = letters.partition("-")
    chosen: dict[Any, Any] = {"text.hinting": hinting, "text.antialiased": not aliased}
    with contextlib.suppress(ImportError):
        import matplotlib as mpl  # noqa: PLC0415  (a post without figures must not pay for it)

        for settings in (mpl.rcParams, mpl.rcParamsDefault):
            settings.update(chosen)


def show_before_drawing(events: Any) -> None:
    """Have figures shown first behind a cell: drawn ahead of that, each would be drawn once for nothing.

    Those that are laid out anew whenever they are drawn stay as they come out of being drawn twice.
    """
    trigger = events.trigger

    def triggered(event: str, *arguments: Any, **options: Any) -> None:
        if event == "post_execute":
            _put_first(_DRAW if _are_laid_out() else _SHOW, events.callbacks[event])
        trigger(event, *arguments, **options)

    events.trigger = triggered


def _put_first(name: str, functions: list[Any]) -> None:
    """Exchange the two of Matplotlib's, if both are there and the one of this name comes second."""
    places = [n for n, one in enumerate(functions) if getattr(one, "__name__", "") in {_SHOW, _DRAW}]
    if len(places) == 2 and functions[places[1]].__name__ == name:
        first, second = places
        functions[first], functions[second] = functions[second], functions[first]


def _are_laid_out() -> bool:
    """Whether an open figure has its parts moved when it is drawn; elder Matplotlibs do not say."""
    known = getattr(sys.modules.get("matplotlib._pylab_helpers"), "Gcf", None)
    managers = known.get_all_fig_managers() if known else ()
    engines = (getattr(one.canvas.figure, "get_layout_engine", object)() for one in managers)
    return any(engine is not None for engine in engines)
