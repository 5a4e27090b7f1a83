"""Has charts come with a picture: Vega's by the library that Altair itself saves pictures with."""

from __future__ import annotations

import contextlib
import re
import sys
from typing import Any

_VEGA = re.compile(r"application/vnd\.vega(lite)?\.v\d+[.+]json")
_SVG = "image/svg+xml"


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
