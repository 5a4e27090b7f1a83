"""What the kind and the file of a page say of it, whichever page it is."""

# pyright: reportUnknownLambdaType=false
# The values of a Go template have no type until it runs.

import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from blogkit.hugo.gotemplate.values import Fields


def kind_fields(kind: str, section: str, type_: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields that say what a page is."""
    return {
        "Kind": lambda: kind,
        "Section": lambda: section,
        "Type": lambda: type_ or section or "page",
        "IsPage": lambda: kind == "page",
        "IsNode": lambda: kind != "page",
        "IsHome": lambda: kind == "home",
        "IsSection": lambda: kind == "section",
        "Layout": lambda: params.get("layout") or "",
        "Slug": lambda: params.get("slug") or "",
        "Keywords": lambda: params.get("keywords") or [],
    }


def file_fields(file: str) -> Fields:
    """Make the object of a page's file, whose path is below the content folder."""
    path = PurePosixPath(file)
    folder = "" if path.parent == PurePosixPath() else str(path.parent)
    in_bundle = path.stem.lower() in {"index", "_index"} and folder
    name = path.parent.name if in_bundle else path.stem
    above = path.parent.parent if path.stem.lower() == "index" else path.parent
    return Fields(
        {
            "Path": lambda: file,
            "Dir": lambda: f"{folder}/",
            "LogicalName": lambda: path.name,
            "BaseFileName": lambda: path.stem,
            "ContentBaseName": lambda: name,
            "TranslationBaseName": lambda: path.stem,
            "Ext": lambda: path.suffix.removeprefix("."),
            "Section": lambda: next(iter(above.parts), ""),
            "UniqueID": lambda: hashlib.md5(file.encode(), usedforsecurity=False).hexdigest(),
            "IsContentAdapter": lambda: False,
            # Hugo has where the blog lies, which no page may depend on
            "Filename": lambda: file,
        },
        file,
    )
