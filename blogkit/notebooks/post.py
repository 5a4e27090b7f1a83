"""Notebook -> the post, its recipes and its files: every output a claim in the author's notation."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import unquote

from blogkit.hugo import anchor_name
from blogkit.notebooks.drawing import Parted, libraries_of, part
from blogkit.notebooks.notation import Notation
from blogkit.notebooks.prose import plain, prose, title_of
from blogkit.notebooks.read import Notebook, NotebookCell, Picture
from blogkit.values import frozen

LONGEST = 20_000
"""Characters of an output beyond which nobody reads it in a post."""
_IDLE = re.compile(r"^\s*%(?:matplotlib|config InlineBackend\S*|load_ext autoreload|autoreload)\b.*$")
"""Magics that a post needs not."""
_UNWANTED = frozenset({"KeyboardInterrupt", "SystemExit"})
"""What ends a cell by hand, and can be expected of no run."""

ReadFile = Callable[[str], bytes | None]
"""A path as the notebook names it -> the bytes of that file; None where there is none."""


@frozen
class Decisions:
    """What a run has shown of the cells, by their numbers in the notebook."""

    not_run: Collection[int] = frozenset()
    whole: Collection[int] = frozenset()
    """Those whose drawing stays in the text."""
    unstated: Collection[int] = frozenset()
    """Those whose outputs can be stated by nobody."""
    calm: Collection[int] = frozenset()
    """Those that raise nothing any more."""


@frozen
class Target:
    """Where a post goes, and how its author writes."""

    path: PurePosixPath
    """Below the source folder."""
    header: str
    notation: Notation
    images: PurePosixPath
    """The folder of its pictures below the source folder."""
    address: str = ""
    """What stands before their names in the text: "/images/my-post/"."""
    section: str = ""
    keeps_drawing: bool = False


@frozen
class Placed:
    """A cell of the notebook, and where a part of it stands in a file: lines count from 1."""

    cell: int
    part: str
    """"code", "output", "text" or "recipe"."""
    first: int
    last: int


@frozen
class Converted:
    """A notebook that has become a post."""

    text: str
    recipes: str = ""
    files: Mapping[PurePosixPath, bytes] = field(default_factory=dict[PurePosixPath, bytes])
    places: tuple[Placed, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    """What did not come over: the cell, and why."""

    def cell_at(self, line: int, parts: Collection[str]) -> int | None:
        """The cell that a line of the post, or of its recipes, belongs to."""
        found = (one.cell for one in self.places if one.part in parts and one.first <= line <= one.last)
        return next(found, None)


@dataclass
class _Pages:
    """What is written so far."""

    target: Target
    decisions: Decisions
    read_file: ReadFile
    codes: list[str]
    libraries: frozenset[str] = frozenset()
    anchors: frozenset[str] = frozenset()
    lines: list[str] = field(default_factory=list[str])
    recipes: list[str] = field(default_factory=list[str])
    files: dict[PurePosixPath, bytes] = field(default_factory=dict[PurePosixPath, bytes])
    places: list[Placed] = field(default_factory=list[Placed])
    notes: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])

    def write(self, cell: int, kind: str, text: str) -> None:
        """Add a block, with a blank line behind it."""
        first = len(self.lines) + 1
        self.lines += text.split("\n")
        self.places.append(Placed(cell, kind, first, len(self.lines)))
        self.lines.append("")

    def keep(self, name: str, data: bytes) -> str:
        """Put a file beside the post; its address."""
        path = PurePosixPath(name)
        if self.files.get(self.target.images / path, data) != data:
            path = PurePosixPath(f"{path.stem}-{sha256(data).hexdigest()[:8]}{path.suffix}")
        self.files[self.target.images / path] = data
        return self.target.address + path.name


def convert(
    notebook: Notebook, target: Target, read_file: ReadFile, decisions: Decisions | None = None
) -> Converted:
    """Write a post that says what the notebook says."""
    codes = [_code(cell.source) if cell.kind == "code" else "" for cell in notebook.cells]
    pages = _Pages(
        target, decisions or Decisions(), read_file, codes, libraries_of(codes), _anchors(notebook)
    )
    pages.lines += [*target.header.rstrip("\n").split("\n"), ""]
    titled = False
    for number, cell in enumerate(notebook.cells):
        if cell.kind == "markdown":
            text = cell.source if titled else title_of(cell.source)[1]
            titled = titled or bool(cell.source.strip())
            _write_text(pages, number, text, cell.attachments)
        elif cell.kind == "code" and codes[number].strip():
            titled = True
            _write_code(pages, number, cell)
        elif cell.source.strip() and cell.kind != "code" and not cell.source.lstrip().startswith("---"):
            pages.notes.append((number, "a raw cell is left out: it is for another program"))
    text = "\n".join(pages.lines).rstrip("\n") + "\n"
    return Converted(text, _script(pages), pages.files, tuple(pages.places), tuple(pages.notes))


def title_of_notebook(notebook: Notebook, fallback: str) -> str:
    """The title: its first heading, what its metadata say, or the name of its file."""
    first = next((cell for cell in notebook.cells if cell.source.strip()), None)
    found = title_of(first.source)[0] if first and first.kind == "markdown" else ""
    return found or notebook.title or fallback


def _code(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if not _IDLE.match(line)).strip("\n")


def _script(pages: _Pages) -> str:
    if not pages.recipes:
        return ""
    head = (
        f'"""The pictures of "{pages.target.path.name}". Each cell runs where the post shows its image."""\n'
    )
    return head + "\n".join(pages.recipes) + "\n"


def _write_text(pages: _Pages, number: int, text: str, attachments: Mapping[str, bytes]) -> None:
    def address(written: str) -> str | None:
        if written.startswith("attachment:"):
            name = written.removeprefix("attachment:")
            data = attachments.get(name)
            return pages.keep(_safe(name), data) if data else None
        return _local(pages, written)

    made = prose(text.replace("(attachment:", "(./attachment:"), lambda one: address(one.removeprefix("./")))
    if made.text.strip():
        pages.write(number, "text", made.text)
    if made.lost:
        are = "is" if len(made.lost) == 1 else "are"
        pages.notes.append((number, f"{', '.join(made.lost)} {are} not there; no link leads there any more"))


def _local(pages: _Pages, written: str) -> str | None:
    """A file beside the notebook comes along; a place on the page stays one where Hugo has it."""
    if written.startswith("#"):
        name = anchor_name(unquote(written[1:]))
        return f"#{name}" if name in pages.anchors else None
    path = re.split(r"[?#]", written, maxsplit=1)[0]
    data = pages.read_file(path) if path and not path.endswith((".ipynb", "/", ".md", ".markdown")) else None
    return pages.keep(_safe(path.rpartition("/")[2]), data) if data is not None else None


def _anchors(notebook: Notebook) -> frozenset[str]:
    """The places on the page that a link may lead to: its headings."""
    lines = (line for cell in notebook.cells if cell.kind == "markdown" for line in cell.source.split("\n"))
    names = {anchor_name(plain(line.lstrip("#"))) for line in lines if re.match(r"#{1,6}\s", line)}
    return frozenset(names - {anchor_name(title_of_notebook(notebook, ""))})  # the title is no heading


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "file"


def _write_code(pages: _Pages, number: int, cell: NotebookCell) -> None:
    """A cell, the picture that a recipe draws, and what it showed."""
    code = pages.codes[number]
    parted = _parted(pages, number, cell)
    text = parted.text if parted else code
    runs = number not in pages.decisions.not_run and cell.error not in _UNWANTED
    stated = _stated(pages, number, cell) if runs else ""
    beside = pages.target.notation.beside if pages.target.notation.states_beside(text, stated) else ""
    if stated and beside and _is_alone(text, cell):
        text, stated = f"{text.rstrip()}  {beside}{stated}", ""
    if text.strip():
        pages.write(number, "code", _fenced(f"python{_options(pages, number, cell, runs=runs)}", text))
    if stated:
        pages.write(number, "output", _fenced(pages.target.notation.fence, stated))
    if parted:
        _write_recipe(pages, number, parted.recipe)
    elif not runs:
        _write_old(pages, number, cell)
    if cell.has_widget:
        pages.notes.append((number, "a widget is shown as text alone"))


def _parted(pages: _Pages, number: int, cell: NotebookCell) -> Parted | None:
    spoiled = {*pages.decisions.not_run, *pages.decisions.whole}
    whole = pages.target.keeps_drawing or number in spoiled or cell.error or len(cell.pictures) != 1
    later = pages.codes[number + 1 :]
    found = None if whole else part(pages.codes[number], pages.libraries, later)
    if found and cell.shown.strip() and ("print(" in found.recipe or not found.text.strip()):
        return None  # what it says would be said by nobody
    return found


def _is_alone(code: str, cell: NotebookCell) -> bool:
    """Whether the output is that of the last line: a value, or what the only call of print wrote."""
    last = code.rstrip().rpartition("\n")[2]
    if cell.printed and cell.result:
        return False
    return last.startswith("print(") and code.count("print(") == 1 if cell.printed else True


def _stated(pages: _Pages, number: int, cell: NotebookCell) -> str:
    """The output as text; what nobody would read is left to the page."""
    if number in pages.decisions.unstated or cell.error:
        return ""
    if len(cell.shown) > LONGEST:
        size = f"{len(cell.shown) / 1e6:.1f} million" if len(cell.shown) > 1e6 else f"{len(cell.shown):,}"
        pages.notes.append((number, f"an output of {size} characters is not stated"))
        return ""
    return cell.shown.rstrip() if cell.shown.strip() else ""


def _options(pages: _Pages, number: int, cell: NotebookCell, *, runs: bool) -> str:
    if not runs:
        return " {execute=false}"
    raises = cell.error and number not in pages.decisions.calm
    return f' {{raises="{cell.error}"}}' if raises else ""


def _fenced(info: str, text: str) -> str:
    """A fence that nothing in the text closes."""
    ticks = max((len(run) for run in re.findall(r"^\s*(`{3,})", text, re.MULTILINE)), default=2) + 1
    sign = "`" * max(ticks, 3)
    escaped = re.sub(r"\{\{([<%])(.*?)([>%])\}\}", r"{{\1/*\2*/\3}}", text)
    return f"{sign}{info}\n{escaped}\n{sign}"


def _write_recipe(pages: _Pages, number: int, code: str) -> None:
    name = f"figure-{len([line for line in pages.recipes if line.startswith('# %%')]) + 1}.png"
    first = len(pages.recipes) + 2
    pages.recipes += ["", f"# %% {name}", *code.split("\n")]
    pages.places.append(Placed(number, "recipe", first + 1, len(pages.recipes) + 1))
    pages.write(number, "text", f"![{_caption(code, name)}]({pages.target.address}{name})")


def _caption(code: str, name: str) -> str:
    """What the drawing itself says it shows."""
    found = re.search(r"""title\(\s*r?["']([^"'{}\\\[\]]+)["']""", code)
    return found[1].strip() if found else f"Figure {name.removeprefix('figure-').removesuffix('.png')}"


def _write_old(pages: _Pages, number: int, cell: NotebookCell) -> None:
    """What a cell that cannot run here once showed, as the notebook has it."""
    if cell.shown.strip() and len(cell.shown) <= LONGEST:
        pages.write(number, "old", _fenced("text", cell.shown.rstrip()))
    for count, picture in enumerate(cell.pictures, 1):
        _write_picture(pages, number, picture, count)


def _write_picture(pages: _Pages, number: int, picture: Picture, count: int) -> None:
    name = f"output-{number + 1}-{count}.{picture.ending}"
    pages.write(number, "old", f"![Output {number + 1}]({pages.keep(name, picture.data)})")
