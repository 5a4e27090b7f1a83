"""Pages -> Site: what there is, where it goes, how it is listed, and whether its links work."""

from blogkit.site.assemble import assemble, formula_signs
from blogkit.site.links import CheckedLinks, check_links
from blogkit.site.plan import plan
from blogkit.site.planned import Plan, Planned, Redirect
from blogkit.site.references import DanglingReferenceError, resolver

__all__ = [
    "CheckedLinks",
    "DanglingReferenceError",
    "Plan",
    "Planned",
    "Redirect",
    "assemble",
    "check_links",
    "formula_signs",
    "plan",
    "resolver",
]
