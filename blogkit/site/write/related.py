"""A page and its terms -> the pages that have most of them."""

from collections.abc import Sequence
from heapq import nsmallest

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
    found = [plan.pages[path] for path in likeness if path not in others and path in plan.pages]
    places = plan.places
    ranked = [
        (-round(likeness[one.path], 6), places[one.path], one.path)
        for one in found
        if one.kind == "page" and one.build.render
    ]
    return [plan.pages[path] for _, _, path in nsmallest(MOST, ranked)]
