"""A page and its terms -> the pages that have most of them."""

from collections.abc import Sequence
from operator import itemgetter

from blogkit.site.plan.values import Plan, Planned

MOST = 3
"""So many related pages are named."""
COMMON = 50
"""A term that more pages have says nothing of any of them."""


def related(page: Planned, plan: Plan) -> Sequence[Planned]:
    """The pages that share the page's rarest terms, the likest first; neighbours are named anyway."""
    likeness: dict[str, float] = {}
    for term in (term for terms in page.terms.values() for term in terms):
        sharers = plan.members.get(term, ())
        if 1 < len(sharers) <= COMMON:
            for path in sharers:
                likeness[path] = likeness.get(path, 0) + 1 / len(sharers)
    others = {page.path, *plan.neighbours.get(page.path, ())}
    found: list[tuple[float, int, Planned]] = []
    for path, sum_of_shares in sorted(likeness.items(), key=itemgetter(1), reverse=True):
        rank = -round(sum_of_shares, 6)
        if len(found) >= MOST and rank > found[MOST - 1][0]:
            break  # all that follow are less alike
        one = plan.pages.get(path)
        if path not in others and one and one.kind == "page" and one.build.render:
            found.append((rank, plan.places[path], one))
    return [one for _, _, one in sorted(found, key=itemgetter(0, 1))[:MOST]]
