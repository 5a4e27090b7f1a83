"""Pages -> Site: what there is, where it goes, how it is listed, and whether its links work."""

from blogkit.site.assemble import assemble
from blogkit.site.plan import plan
from blogkit.site.planned import Plan, Planned, Redirect

__all__ = ["Plan", "Planned", "Redirect", "assemble", "plan"]
