"""What stands on the disk -> Settings, Source, Post: files, headers, configuration, fences."""

from blogkit.source import config, disk, frontmatter, modules, terminal
from blogkit.source.announcements import announces, hints
from blogkit.source.block_rules import RulesBySign
from blogkit.source.coerce import items, table
from blogkit.source.config import ENVIRONMENTS, Settings, merge
from blogkit.source.consent import with_consent
from blogkit.source.conventions import Places, posts_of, recipe_path
from blogkit.source.dates import read_date
from blogkit.source.formats import DECODERS
from blogkit.source.frontmatter import typed
from blogkit.source.layouts import ENDINGS, FOLDERS, Layouts, Template, sort_layouts
from blogkit.source.markup import Highlight, Markup, Passthrough, TableOfContents, Typographer
from blogkit.source.pictures import picture_size, picture_state, read_picture, size_of_picture, write_pictures
from blogkit.source.posts import CHANGES_IT, PYTHON, parse, without_changes
from blogkit.source.trust import is_trusted
from blogkit.source.wording import ENGLISH, Words

__all__ = [
    "CHANGES_IT",
    "DECODERS",
    "ENDINGS",
    "ENGLISH",
    "ENVIRONMENTS",
    "FOLDERS",
    "PYTHON",
    "Highlight",
    "Layouts",
    "Markup",
    "Passthrough",
    "Places",
    "RulesBySign",
    "Settings",
    "TableOfContents",
    "Template",
    "Typographer",
    "Words",
    "announces",
    "config",
    "disk",
    "frontmatter",
    "hints",
    "is_trusted",
    "items",
    "merge",
    "modules",
    "parse",
    "picture_size",
    "picture_state",
    "posts_of",
    "read_date",
    "read_picture",
    "recipe_path",
    "size_of_picture",
    "sort_layouts",
    "table",
    "terminal",
    "typed",
    "with_consent",
    "without_changes",
    "write_pictures",
]
