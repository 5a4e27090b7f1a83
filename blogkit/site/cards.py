"""Page -> what its card shows, the picture for those who link to it (OpenGraph), if it has one."""

from collections.abc import Callable
from functools import cached_property

from blogkit.cache import digest
from blogkit.model import Page
from blogkit.site.write.plain import first_source
from blogkit.source import Settings
from blogkit.values import frozen

_VERSION = "2"
"""Of how cards are drawn: another one draws them anew."""


@frozen
class Card:
    """What a card shows."""

    title: str
    site: str = ""
    checked: str = ""
    """How many outputs hold, in the words of the page; empty where one does not."""
    figure: bytes = b""

    @cached_property
    def key(self) -> str:
        """A digest that tells it from others."""
        return digest("card", _VERSION, self.title, self.site, self.checked, self.figure)

    def draw(self) -> bytes:
        """Draw it as PNG; empty for a title that the face of the page cannot set."""
        from blogkit.site.drawing_cards import drawn_card  # noqa: PLC0415  (needless when all are known)

        return drawn_card(self.title, self.site, self.checked, self.figure)


def card_of(page: Page, title: str, settings: Settings, drawn: Callable[[str], bytes]) -> Card | None:
    """The card of a page; `drawn` gives a picture that a recipe or a cell drew, by its address.

    A picture that the author chose or made says more than a title: such a page has none.
    """
    header, said = page.front_matter.raw, settings.blogkit.get("cards")
    wanted = said if isinstance(said, bool) else bool(page.notebook_url)
    if not wanted or header.get("images") or header.get("image"):
        return None
    found = first_source(page.content)
    figure = drawn(found) if found else b""
    if found and not figure:
        return None
    proof = page.proof
    checked = settings.words("all_hold", proof.holds) if proof and proof.holds and not proof.broken else ""
    return Card(title, settings.title, checked, figure)
