"""Notebook -> post, recipes and files, and a judged post -> notebook."""

from blogkit.notebooks.export import notebook_of_post
from blogkit.notebooks.notation import Notation, notation_of
from blogkit.notebooks.post import Converted, Decisions, Placed, Target, convert, title_of_notebook
from blogkit.notebooks.read import Notebook, NotebookError, read_notebook

__all__ = [
    "Converted",
    "Decisions",
    "Notation",
    "Notebook",
    "NotebookError",
    "Placed",
    "Target",
    "convert",
    "notation_of",
    "notebook_of_post",
    "read_notebook",
    "title_of_notebook",
]
