"""Pages -> Site: what there is, where it goes, how it is listed, and whether its links work."""

from blogkit.site.bodies import Blog, Gallery, make_pages
from blogkit.site.figure_scripts import figure_scripts
from blogkit.site.fonts import mathematics_font, require_fonts
from blogkit.site.links import CheckedLinks, check_links
from blogkit.site.pictures import make_ahead
from blogkit.site.plan.made import made_outputs
from blogkit.site.plan.plan import plan_languages, plan_pages
from blogkit.site.plan.values import Plan
from blogkit.site.plan.withheld import asked_in_vain, left_out
from blogkit.site.publish import publishable, refuse_sources, write_site, written_files
from blogkit.site.search import searchable
from blogkit.site.text_fonts import font_names, fonts_at_hand, text_fonts
from blogkit.site.write.assemble import Edition, assemble, signs_of
from blogkit.site.write.lazy import Deferred
from blogkit.site.write.look import OwnLook, text_of
from blogkit.site.write.templates import compile_templates, template_faults

__all__ = [
    "Blog",
    "CheckedLinks",
    "Deferred",
    "Edition",
    "Gallery",
    "OwnLook",
    "Plan",
    "asked_in_vain",
    "assemble",
    "check_links",
    "compile_templates",
    "figure_scripts",
    "font_names",
    "fonts_at_hand",
    "left_out",
    "made_outputs",
    "make_ahead",
    "make_pages",
    "mathematics_font",
    "plan_languages",
    "plan_pages",
    "publishable",
    "refuse_sources",
    "require_fonts",
    "searchable",
    "signs_of",
    "template_faults",
    "text_fonts",
    "text_of",
    "write_site",
    "written_files",
]
