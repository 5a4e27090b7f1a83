"""Pages -> Site: what there is, where it goes, how it is listed, and whether its links work."""

from blogkit.site.assemble import Edition, assemble, formula_signs, signs_of
from blogkit.site.links import CheckedLinks, check_links
from blogkit.site.plan import plan, plan_languages
from blogkit.site.planned import Plan, Planned, Redirect
from blogkit.site.references import DanglingReferenceError, resolver

__all__ = [
    "CheckedLinks",
    "DanglingReferenceError",
    "Edition",
    "Plan",
    "Planned",
    "Redirect",
    "assemble",
    "check_links",
    "formula_signs",
    "plan",
    "plan_languages",
    "resolver",
    "signs_of",
]
