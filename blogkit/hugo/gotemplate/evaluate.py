"""A template's tree and a call -> HTML; values are escaped for where they are written, as Go does."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.escaping import escaped
from blogkit.hugo.gotemplate.parse import (
    Action,
    Branch,
    Chain,
    Constant,
    Define,
    Include,
    Leave,
    Loop,
    Node,
    Pipeline,
    Write,
)
from blogkit.hugo.gotemplate.parse import Function as Name
from blogkit.hugo.gotemplate.values import Fields, Function, Missing, Safe, field, go_text, is_true
from blogkit.hugo.objects.lists import list_field

_LIMIT = 1_000_000
"""How many signs a template may write: one that never ends must not fill the memory."""


_FAILURES = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, MemoryError)
"""What a function raises whose arguments are not what it takes."""


class _Left(Exception):  # noqa: N818 - leaves a loop, no error
    """`break`, `continue` or `return` on its way out."""

    def __init__(self, keyword: str, value: object = None) -> None:
        super().__init__(keyword)
        self.keyword = keyword
        self.value = value


class Evaluation:
    """One run of a template."""

    def __init__(
        self, top: object, functions: Mapping[str, Function], defined: dict[str, Sequence[Node]] | None = None
    ) -> None:
        """`top` is the dot at the beginning; `defined` are the templates that others defined so far."""
        self.top = top
        self.functions = functions
        self.defined = {} if defined is None else defined
        self.scopes: list[dict[str, object]] = [{"$": top}]
        self.out: list[str] = []
        self.size = 0

    def run(self, nodes: Sequence[Node]) -> str:
        """Write the template."""
        with suppress(_Left):
            self._start(nodes)
        return "".join(self.out)

    def value(self, nodes: Sequence[Node]) -> object:
        """Run a partial: what it returns, else what it writes."""
        try:
            self._start(nodes)
        except _Left as left:
            if left.keyword == "return":
                return left.value
        return Safe("".join(self.out))

    def _start(self, nodes: Sequence[Node]) -> None:
        self.defined.update({node.name: node.body for node in nodes if isinstance(node, Define)})
        self._nodes(nodes, self.top)

    # --- nodes --------------------------------------------------------------------------------------------

    def _nodes(self, nodes: Sequence[Node], dot: object) -> None:
        self.scopes.append({})
        try:
            for node in nodes:
                self._node(node, dot)
        finally:
            self.scopes.pop()

    def _node(self, node: Node, dot: object) -> None:
        if isinstance(node, Write):
            self._write(node.text)
        elif isinstance(node, Action):
            value = self._pipeline(node.pipeline, dot)
            if not node.pipeline.targets:
                self._write(escaped(value, "".join(self.out[-50:])))
        elif isinstance(node, Branch):
            self._branch(node, dot)
        elif isinstance(node, Loop):
            self._loop(node, dot)
        elif isinstance(node, Include):
            self._include(node, dot)
        elif isinstance(node, Leave):
            raise _Left(node.keyword, self._value(node.pipeline, dot) if node.pipeline else None)

    def _include(self, node: Include, dot: object) -> None:
        body = self.defined.get(node.name)
        if body is None:
            raise ShortcodeError(f'its template includes "{node.name}", which is defined nowhere in it')
        inner = Evaluation(
            self._value(node.pipeline, dot) if node.pipeline else None, self.functions, self.defined
        )
        self._write(inner.run(body))

    def _write(self, text: str) -> None:
        self.size += len(text)
        if self.size > _LIMIT:
            raise ShortcodeError("its template writes more than a million signs")
        self.out.append(text)

    def _branch(self, node: Branch, dot: object) -> None:
        self.scopes.append({})
        try:
            value = self._pipeline(node.pipeline, dot)
            if is_true(value):
                self._nodes(node.body, value if node.keyword == "with" else dot)
            else:
                self._nodes(node.otherwise, dot)
        finally:
            self.scopes.pop()

    def _loop(self, node: Loop, dot: object) -> None:
        values = self._value(node.pipeline, dot)
        entered = False
        for key, value in _entries(values, node.pipeline.line):
            entered = True
            self.scopes.append(_loop_names(node.pipeline.targets, key, value))
            try:
                self._nodes(node.body, value)
            except _Left as left:
                if left.keyword == "return":
                    raise
                if left.keyword == "break":
                    break
            finally:
                self.scopes.pop()
        if not entered:
            self._nodes(node.otherwise, dot)

    # --- expressions --------------------------------------------------------------------------------------

    def _pipeline(self, pipeline: Pipeline, dot: object) -> object:
        value = self._value(pipeline, dot)
        for name in pipeline.targets:
            self._assign(name, value, pipeline)
        return value

    def _assign(self, name: str, value: object, pipeline: Pipeline) -> None:
        if pipeline.declares:
            self.scopes[-1][name] = value
            return
        scope = next((s for s in reversed(self.scopes) if name in s), None)
        if scope is None:
            raise ShortcodeError(f"{name} is not declared; write := there", pipeline.line)
        scope[name] = value

    def _value(self, pipeline: Pipeline, dot: object) -> object:
        try:
            value = self._command(pipeline.commands[0], dot, ())
            for command in pipeline.commands[1:]:
                value = self._command(command, dot, (value,))
            return value  # noqa: TRY300 - the failures of all commands are one case
        except ShortcodeError as error:
            error.line = error.line or pipeline.line
            raise
        except (Missing, *_FAILURES) as error:
            what = (
                f".{error} is not supported here"
                if isinstance(error, Missing)
                else f"wrong arguments ({error})"
            )
            raise ShortcodeError(f"{what}", pipeline.line) from error

    def _command(self, command: Sequence[object], dot: object, piped: tuple[object, ...]) -> object:
        first, *rest = command
        if isinstance(first, Name):
            if first.name in {"and", "or"}:
                return self._lazy(first.name, rest, dot, piped)
            if first.name == "try":
                return self._try(rest[0], dot)
            arguments = [self._operand(operand, dot) for operand in rest]
            return self._call(first.name, [*arguments, *piped])
        if isinstance(first, Chain):
            arguments = tuple(self._operand(operand, dot) for operand in rest) + piped
            return self._chain(first, dot, arguments)
        if rest or piped:
            raise ValueError("a value is not a function")
        return self._operand(first, dot)

    def _try(self, operand: object, dot: object) -> Fields:
        """`try` gives a value or an error, so that a template can go on."""
        try:
            value, problem = self._operand(operand, dot), None
        except (ShortcodeError, Missing, *_FAILURES) as error:
            value, problem = None, str(error)
        return Fields({"Value": lambda: value, "Err": lambda: problem})

    def _lazy(self, name: str, operands: Sequence[object], dot: object, piped: tuple[object, ...]) -> object:
        """`and` and `or` stop at the first value that decides."""
        value: object = None
        for operand in operands:
            value = self._operand(operand, dot)
            if is_true(value) == (name == "or"):
                return value
        return piped[0] if piped else value

    def _operand(self, operand: object, dot: object) -> object:
        if isinstance(operand, Constant):
            return operand.value
        if isinstance(operand, Chain):
            return self._chain(operand, dot, ())
        if isinstance(operand, Name):
            return self._call(operand.name, [])
        return self._value(cast("Pipeline", operand), dot)

    def _call(self, name: str, arguments: list[Any]) -> object:
        function = self.functions.get(name)
        if function is None:
            object_name, _, rest = name.partition(".")
            if rest and object_name in {"site", "page", "hugo", "now"}:
                return self._follow(self.functions[object_name](), rest.split("."), tuple(arguments))
            called, _, rest = name.removeprefix("time.").partition(".")
            if rest and name.startswith("time.") and called == "Now":
                return self._follow(self.functions["now"](), rest.split("."), tuple(arguments))
            raise ShortcodeError(f'the function "{name}" is not supported here')
        return function(*arguments)

    def _chain(self, chain: Chain, dot: object, arguments: tuple[object, ...]) -> object:
        if isinstance(chain.root, Pipeline):
            value = self._value(chain.root, dot)
        elif chain.root == ".":
            value = dot
        else:
            value = self._variable(chain.root)
        return self._follow(value, chain.names, arguments)

    def _follow(self, value: object, names: Sequence[str], arguments: tuple[object, ...]) -> object:
        for number, name in enumerate(names, 1):
            given = arguments if number == len(names) else ()
            value = list_field(value, name, given) if isinstance(value, list) else field(value, name, given)  # pyright: ignore[reportUnknownArgumentType]
        return value

    def _variable(self, name: str) -> object:
        scope = next((s for s in reversed(self.scopes) if name in s), None)
        if scope is None:
            raise ValueError(f"{name} is not declared")
        return scope[name]


def _entries(values: object, line: int) -> Iterator[tuple[object, object]]:
    """Go through a list, a map (by its sorted keys) or a number."""
    if isinstance(values, bool) or values is None:
        return
    if isinstance(values, int):
        yield from enumerate(range(min(values, 100_000)))
    elif isinstance(values, Mapping):
        table = cast("Mapping[str, object]", values)
        yield from ((key, table[key]) for key in sorted(table, key=str))
    elif isinstance(values, (list, tuple)):
        yield from enumerate(cast("Sequence[object]", values))
    else:
        raise ShortcodeError(f"range over {go_text(values)!r}, which is no list", line)


def _loop_names(targets: Sequence[str], key: object, value: object) -> dict[str, object]:
    if len(targets) == 1:
        return {targets[0]: value}
    return dict(zip(targets, (key, value), strict=False))
