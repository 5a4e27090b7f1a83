"""Modules imported before anybody asks for them, and out of sight until somebody does.

`sympy.solve` imports `sympy.physics.units` when it is first called: 60 ms in every kernel. The warm process
can do it once. But then `sympy.physics` would be there for a post that never imported it, where its reader
gets an AttributeError; so what was imported ahead is hidden again, and an import brings it back.
"""

import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


@dataclass(frozen=True)
class _Group:
    """What one import added: the modules, and those of other groups that it asked for."""

    modules: dict[str, ModuleType]
    needs: tuple[str, ...]


class Ahead(MetaPathFinder, Loader):
    """A finder that has the modules already.

    >>> ahead = Ahead()
    >>> ahead.start()
    >>> ahead.take("xml.sax.saxutils")
    >>> "xml.sax.saxutils" in sys.modules
    False
    >>> from xml.sax.saxutils import escape
    >>> escape("<"), "xml.sax.saxutils" in sys.modules
    ('&lt;', True)
    """

    def __init__(self) -> None:
        """Have nothing yet."""
        self._groups: dict[str, _Group] = {}

    def start(self) -> None:
        """Be the first to be asked at every import."""
        sys.meta_path.insert(0, self)

    def take(self, name: str) -> None:
        """Import a module, unless it is there, and hide all that this import has added."""
        there, hidden = set(sys.modules), self._groups.copy()
        importlib.import_module(name)
        added = {full: module for full, module in sys.modules.items() if full not in there}
        own = {full: module for full, module in added.items() if full not in hidden}
        needs = tuple(full for full in added if full in hidden)
        self._groups = hidden | dict.fromkeys(own, _Group(own, needs))
        for full in added:
            del sys.modules[full]
            parent, _, child = full.rpartition(".")
            if parent in there:
                vars(sys.modules[parent]).pop(child, None)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002  (the interface of a finder)
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Know the module if it was taken."""
        group = self._groups.get(fullname)
        return group and ModuleSpec(fullname, self, loader_state=group.modules[fullname].__spec__)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module that is there."""
        return self._groups[spec.name].modules[spec.name]

    def exec_module(self, module: ModuleType) -> None:
        """Have nothing to execute: show the module and all that came with it."""
        if module.__spec__ is not None:
            module.__spec__ = module.__spec__.loader_state
        self._show(module.__name__)

    def _show(self, name: str) -> None:
        group = self._groups.get(name)
        if group is None:
            return
        for full in group.modules:
            del self._groups[full]
        sys.modules.update(group.modules)
        for full, module in group.modules.items():
            parent, _, child = full.rpartition(".")
            if parent:
                setattr(sys.modules[parent], child, module)
        for need in group.needs:
            self._show(need)
