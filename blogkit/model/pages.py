"""What is published."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import PurePosixPath

from blogkit.model.posts import FrontMatter
from blogkit.model.verdicts import Judgement
from blogkit.values import frozen


@frozen
class Link:
    """A link or an image as the page has it, and the line of the file it stands on."""

    href: str
    line: int
    is_image: bool = False


@frozen
class Processing:
    """What is to become of an image."""

    action: str
    """"resize", "crop", "fit" or "fill"; empty where only the format changes."""
    format: str
    """Of the new image: "jpeg"."""
    width: int = 0
    height: int = 0
    """0 where the shape of the image decides."""
    anchor: str = ""
    """Which part a crop keeps: "topleft"; "smart" where that is left open."""
    filter: str = ""
    quality: int = 0
    rotation: int = 0
    """In degrees, against the clock."""
    background: str = ""
    words: tuple[str, ...] = ()
    """As the template says it: the name of the new image is made of them."""


@frozen
class Published:
    """A file that a page's templates put on the site: one of the blog's, or an image made of it."""

    source: str
    """Below the source folder."""
    steps: tuple[Processing, ...] = ()


@frozen
class Proof:
    """How a page's claims fared, when, and with what: for the lines at both ends of the page."""

    claims: int
    holds: int
    broken: int
    unstable: int = 0
    unchecked: int = 0
    defines: int = 0
    """Formulas that define something, and claim nothing."""
    day: str = ""
    """When the code ran, as ISO 8601 writes a day; empty where none ran."""
    versions: tuple[tuple[str, str], ...] = ()
    """What it ran with: "Python", "3.12"."""

    @property
    def named(self) -> str:
        """What it ran with, in one line."""
        return ", ".join(" ".join(pair) for pair in self.versions)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many claims fared how, by the word for it; what there is none of is left out."""
        every = (
            ("n_hold", self.holds),
            ("n_broken", self.broken),
            ("n_unstable", self.unstable),
            ("n_unchecked", self.unchecked),
            ("n_define", self.defines),
        )
        return tuple(pair for pair in every if pair[1])


@frozen
class Told:
    """A claim as a reader gets it told who opens its mark."""

    name: str
    """Of its mark on the page: "c31-24"."""
    line: int
    judgement: Judgement
    stated: str
    shown: str = ""
    """Empty where the code shows nothing else."""
    rule: str = ""
    """The sentence that says why it holds, by its name among the words of the page."""
    reason: str = ""
    """Why it does not hold, or was not checked."""
    check: str = ""
    """The expression of a check that does not show in the text."""
    formula: str = ""
    """What is stated as MathML, where it is a formula."""


@frozen
class Page:
    """A page of the site before the template is put around it."""

    kind: str
    """Hugo's kinds: "home", "section", "page", "taxonomy", "term", "404"."""
    url: str
    """Below the site's base, with a leading slash: "/posts/calculus-101/"."""
    front_matter: FrontMatter
    content: str = ""
    """The body as a feed has it."""
    summary: str = ""
    toc: str = ""
    word_count: int = 0
    reading_time: int = 0
    section: str = ""
    source: PurePosixPath | None = None
    resources: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """Files that belong to the page, by their path below the destination: pictures its cells drew."""
    published: Mapping[str, Published] = field(default_factory=dict[str, Published])
    """Files that its templates asked for, by their path below the destination."""
    notebook_url: str = ""
    """Where the page's notebook can be had, as a link; empty where there is none."""
    script_url: str = ""
    recipes_url: str = ""
    """Where the script of its pictures can be had."""
    recipes: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path of an image as the post writes it -> the code that drew it."""
    proof: Proof | None = None
    claims: tuple[Told, ...] = ()
    """What the page states of its code, in the order of the text."""
    links: tuple[Link, ...] = ()
    """The lines of the source's links, for the link checker."""
    addresses: tuple[str, ...] = ()
    """Where links and media lead to, each once; anchors that are on the page itself are left out."""
    signs: str = ""
    """Every sign that the formulas use, once and in order."""
    scripts: tuple[str, ...] = ()
    """The libraries that draw its figures in the reader's browser: "plotly"."""
    card: str = ""
    """The path below the destination of the picture for those who link to the page."""
    shown: str = ""
    """The body as the page shows it, with what only the page has room for; empty where that is the same."""
    letters: str = ""
    """Every letter beyond ASCII that the page uses, once and in order."""


@frozen
class Site:
    """The finished site: path below the destination -> bytes."""

    files: Mapping[str, bytes]
    marks: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a file shows, digested: the same mark, the same bytes."""
