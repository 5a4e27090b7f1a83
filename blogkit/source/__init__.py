"""What stands on the disk -> Settings, Source, Post: files, headers, configuration, fences."""

from blogkit.source import config, disk, frontmatter
from blogkit.source.block_rules import RulesBySign
from blogkit.source.coerce import items, table
from blogkit.source.config import ENVIRONMENTS, Settings, merge
from blogkit.source.conventions import Places, recipe_path
from blogkit.source.dates import read_date
from blogkit.source.formats import DECODERS
from blogkit.source.frontmatter import typed
from blogkit.source.layouts import ENDINGS, FOLDERS, Layouts, Template, sort_layouts
from blogkit.source.markup import Highlight, Markup, Passthrough, TableOfContents, Typographer
from blogkit.source.pictures import picture_size, picture_state, read_picture, size_of_picture, write_pictures
from blogkit.source.posts import parse

__all__ = [
    "DECODERS",
    "ENDINGS",
    "ENVIRONMENTS",
    "FOLDERS",
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
    "config",
    "disk",
    "frontmatter",
    "items",
    "merge",
    "parse",
    "picture_size",
    "picture_state",
    "read_date",
    "read_picture",
    "recipe_path",
    "size_of_picture",
    "sort_layouts",
    "table",
    "typed",
    "write_pictures",
]
