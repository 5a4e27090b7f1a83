"""Text -> tree: read lists, arrays, sets and dicts of any library, with or without commas."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache

from blogkit.check.written.numbers import near
from blogkit.check.written.tokens import Token, same_tokens, tokens
from blogkit.values import frozen

_CLOSING = {"[": "]", "(": ")", "{": "}"}
_ENDS = frozenset(_CLOSING.values())
_SEPARATORS = frozenset({",", ":"})
_DECORATIONS = frozenset(
    [
        "array",
        "Array",
        "asarray",
        "tensor",
        "Tensor",
        "Parameter",
        "matrix",
        "Matrix",
        "ImmutableMatrix",
        "ImmutableDenseMatrix",
        "MutableDenseMatrix",
        "DeviceArray",
        "Index",
        "Series",
        "dict",
        "set",
        "frozenset",
        "list",
        "tuple",
        "deque",
        "OrderedDict",
        "Counter",
        "defaultdict",
        "float64",
        "float32",
        "float16",
        "int64",
        "int32",
        "int16",
        "int8",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "bool_",
        "str_",
        "complex128",
        "complex64",
        "longdouble",
        "Decimal",
        "Fraction",
        "dict_keys",
        "dict_values",
        "dict_items",
        "odict_keys",
        "odict_values",
        "Size",
        "Quantity",
        "bfloat16",
        "intp",
        "FiniteSet",
        "void",
    ]
)
_MODULES = frozenset(["np", "numpy", "jnp", "jax", "torch", "tf", "cp", "mpf", "pd", "sp", "sympy"])
_KEYWORDS = frozenset(
    [
        "dtype",
        "device",
        "weak_type",
        "requires_grad",
        "grad_fn",
        "shape",
        "mask",
        "fill_value",
        "name",
        "length",
        "chunksize",
        "grad",
        "split",
        "layout",
        "freq",
        "maxlen",
        "size",
    ]
)
# Larger sets are compared in sorted order, where a rounded number may find no partner.
_MOST_MATCHED = 60
_DEEPEST = 30


@frozen
class Leaf:
    """What is no collection: a number, a string, an expression."""

    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """The tokens next to each other."""
        return "".join(token.text for token in self.tokens)


@frozen
class Group:
    """A bracket and what it holds; pairs of a dict are groups with the bracket ":"."""

    bracket: str
    items: "tuple[Leaf | Group, ...]"


Node = Leaf | Group
SameLeaf = Callable[[Leaf, Leaf], bool]


def same_leaf(claimed: Leaf, actual: Leaf) -> bool:
    """Whether two leaves are the same, quotes aside and numbers to the digits claimed."""
    return same_tokens(_unquoted(claimed.tokens), _unquoted(actual.tokens))


def _unquoted(row: tuple[Token, ...]) -> tuple[Token, ...]:
    return tuple(token for token in row if token.text not in {'"', "'"})


class UnreadableError(ValueError):
    """The text is not a single collection."""


@lru_cache(maxsize=1024)
def read(text: str) -> Node | None:
    """Read one collection (or decorated scalar); None when the text is anything else.

    >>> read("array([1, 2], dtype=int32)") == read("[1 2]")
    True
    >>> read("see [1]") is None
    True
    """
    reader = _Reader(tokens(text))
    try:
        node = reader.value()
        reader.dtype_suffix()
    except UnreadableError:
        return None
    return node if reader.done else None


class _Reader:
    """A cursor over tokens."""

    def __init__(self, row: tuple[Token, ...]) -> None:
        self._row = row
        self._at = 0
        self._depth = 0

    @property
    def done(self) -> bool:
        return self._at >= len(self._row)

    def _peek(self, ahead: int = 0) -> str:
        index = self._at + ahead
        return self._row[index].text if index < len(self._row) else ""

    def value(self) -> Node:
        """Read a bracket, or a bracket inside the name of its library's type."""
        self._depth += 1
        if self._depth > _DEEPEST or self.done:
            raise UnreadableError
        node = self._decorated() if self._is_decorated() else self._bracket()
        self._depth -= 1
        return node

    def _is_decorated(self) -> bool:
        name = self._peek()
        if name in _MODULES and self._peek(1) == ".":
            return self._peek(2) in _DECORATIONS and self._peek(3) == "("
        return name in _DECORATIONS and self._peek(1) == "("

    def _decorated(self) -> Node:
        self._at += 4 if self._peek(1) == "." else 2
        if self._peek() == ")":
            self._at += 1
            return Group("[", ())
        if self._peek() in {"'", '"'} and self._peek(3) == ",":  # array('i', [1, 2])
            self._at += 4
        if self._peek() == "<":  # defaultdict(<class 'int'>, {...})
            self._skip_keywords(until="{")
        inner = self.value() if self._opens() else Leaf(self._until_comma(")"))
        if self._peek() == "," and not (self._peek(1) in _KEYWORDS and self._peek(2) == "="):
            raise UnreadableError
        self._skip_keywords(until=")")
        self._at += 1
        return inner

    def _opens(self) -> bool:
        return self._peek() in _CLOSING or self._is_decorated()

    def _skip_keywords(self, until: str) -> None:
        depth = 0
        while not self.done and (depth or self._peek() != until):
            depth += (self._peek() in _CLOSING) - (self._peek() in _ENDS)
            self._at += 1
        if self.done:
            raise UnreadableError

    def _bracket(self) -> Group:
        opening = self._peek()
        if opening not in _CLOSING:
            raise UnreadableError
        self._at += 1
        closing = _CLOSING[opening]
        if self._at - 1 not in self._commas:
            raise UnreadableError
        items = tuple(self._items(closing, commas=self._commas[self._at - 1]))
        self._at += 1
        return Group(opening, items)

    @cached_property
    def _commas(self) -> dict[int, bool]:
        return commas_of_brackets([token.text for token in self._row])

    def _items(self, closing: str, *, commas: bool) -> Iterator[Node]:
        while self._peek() != closing:
            if self.done:
                raise UnreadableError
            yield self._item(closing, commas=commas)
            if self._peek() == ",":
                self._at += 1
            elif commas and self._peek() != closing and self._row[self._at - 1].kind != "elision":
                raise UnreadableError

    def _item(self, closing: str, *, commas: bool) -> Node:
        first = self._part(closing, commas=commas)
        if commas and self._peek() == ":":
            self._at += 1
            return Group(":", (first, self._part(closing, commas=commas)))
        return first

    def _part(self, closing: str, *, commas: bool) -> Node:
        if self._row[self._at].kind == "elision":
            self._at += 1
            return Leaf((self._row[self._at - 1],))
        start = self._at
        if self._opens():
            node = self.value()
            if not commas or self._peek() in {",", ":", closing}:
                return node
            self._at = start
        if not commas:
            return Leaf(self._one())
        return Leaf(self._until_comma(closing, colon=True))

    def _one(self) -> tuple[Token, ...]:
        """A single element of a list without commas: a number, a word, a quoted string."""
        start = self._at
        token = self._row[start]
        self._at += 1
        if token.text in {"'", '"'}:
            while not self.done and self._peek() != token.text:
                self._at += 1
            self._at += 1
        else:
            while not self.done and self._row[self._at].glued and self._peek() not in "[](){}":
                self._at += 1
        return self._row[start : self._at]

    def _until_comma(self, closing: str, *, colon: bool = False, start: bool = False) -> tuple[Token, ...]:
        """The tokens up to the next comma (or `:`) outside brackets and strings."""
        begin, depth, quote = self._at, 0, ""
        self._at += start
        while not self.done:
            text = self._peek()
            if quote:
                quote = "" if text == quote else quote
            elif text in {"'", '"'}:
                quote = text
            elif depth == 0 and (text == closing or (not start and (text == "," or (colon and text == ":")))):
                break
            elif text in _CLOSING:
                depth += 1
            elif text in _ENDS:
                depth -= 1
            self._at += 1
        if self.done or begin == self._at:
            raise UnreadableError
        return self._row[begin : self._at]

    def dtype_suffix(self) -> None:
        """Skip what NumPy and PyTorch write behind an array: `, dtype=float32)` is inside already."""
        while self._peek() == "," and self._peek(1) in _KEYWORDS and self._peek(2) == "=":
            self._at += 4


def commas_of_brackets(row: Sequence[str]) -> dict[int, bool]:
    """Index of an opening bracket -> whether a comma or colon of its own stands in it; unclosed ones aside.

    One walk from the end, because a walk for each bracket takes minutes for ten thousand of them.

    >>> commas_of_brackets("[[1,2]3][")
    {1: True, 0: False}
    """
    found: dict[int, bool] = {}
    depth = 0
    ahead: dict[tuple[int, str], int] = {}  # depth and sign -> where it comes next
    for index in range(len(row) - 1, -1, -1):
        sign = row[index]
        if sign in _CLOSING:
            end, comma = ahead.get((depth, _CLOSING[sign])), ahead.get((depth, ","))
            if end is not None or comma is not None:
                found[index] = comma is not None and (end is None or comma < end)
            depth -= 1
        elif sign in _ENDS:
            depth += 1
            ahead[depth, sign] = index
        elif sign in _SEPARATORS:
            ahead[depth, ","] = index
    return found


def same(claimed: Node, actual: Node, leaves: SameLeaf = same_leaf) -> bool:
    """Whether two trees have the same shape, order and elements; sets and dicts in any order."""
    if isinstance(claimed, Leaf) or isinstance(actual, Leaf):
        return isinstance(claimed, Leaf) and isinstance(actual, Leaf) and leaves(claimed, actual)
    if (claimed.bracket == "{") != (actual.bracket == "{") or (claimed.bracket == ":") != (
        actual.bracket == ":"
    ):
        return False
    if claimed.bracket == "{":
        return _same_unordered(claimed.items, actual.items, leaves)
    return _same_row(claimed.items, actual.items, leaves)


def _same_row(claimed: Sequence[Node], actual: Sequence[Node], leaves: SameLeaf) -> bool:
    elided = [index for index, item in enumerate(claimed) if _is_elision(item)]
    if not elided:
        return len(claimed) == len(actual) and all(
            same(one, other, leaves) for one, other in zip(claimed, actual, strict=True)
        )
    head, tail = claimed[: elided[0]], claimed[elided[-1] + 1 :]
    # Several elisions in one row are rare; what stands between them is not looked at.
    actual = [item for item in actual if not _is_elision(item)]
    return (
        len(head) + len(tail) <= len(actual)
        and all(same(one, other, leaves) for one, other in zip(head, actual, strict=False))
        and all(
            same(one, other, leaves) for one, other in zip(reversed(tail), reversed(actual), strict=False)
        )
    )


def _is_elision(node: Node) -> bool:
    return isinstance(node, Leaf) and len(node.tokens) == 1 and node.tokens[0].kind == "elision"


def _same_unordered(claimed: Sequence[Node], actual: Sequence[Node], leaves: SameLeaf) -> bool:
    if any(map(_is_elision, claimed)):
        rest = list(actual)
        for item in (item for item in claimed if not _is_elision(item)):
            index = next((i for i, other in enumerate(rest) if same(item, other, leaves)), None)
            if index is None:
                return False
            del rest[index]
        return True
    if len(claimed) != len(actual):
        return False
    if len(claimed) > _MOST_MATCHED:
        one, other = (sorted(items, key=_order) for items in (claimed, actual))
        return _same_row(one, other, leaves)
    return _matched([[same(item, other, leaves) for other in actual] for item in claimed])


def _matched(fits: Sequence[Sequence[bool]]) -> bool:
    """Whether every row can have a column of its own among those that fit it, by augmenting paths."""
    owner: dict[int, int] = {}

    def place(row: int, seen: set[int]) -> bool:
        for column, fitting in enumerate(fits[row]):
            if fitting and column not in seen:
                seen.add(column)
                if column not in owner or place(owner[column], seen):
                    owner[column] = row
                    return True
        return False

    return all(place(row, set()) for row in range(len(fits)))


def _order(node: Node) -> str:
    return node.text if isinstance(node, Leaf) else "".join(map(_order, node.items))


def same_values(
    claimed: Node, numbers: Sequence[complex | float], shape: tuple[int, ...], *, single: bool
) -> bool:
    """Whether a tree of numerals says what the elements of an array are, in full precision."""
    if not shape:
        return isinstance(claimed, Leaf) and _same_element(claimed.text, numbers[0], single=single)
    if not isinstance(claimed, Group) or claimed.bracket not in "[(":
        return False
    step = len(numbers) // shape[0] if shape[0] else 0
    rows = [numbers[index * step : (index + 1) * step] for index in range(shape[0])]
    if any(map(_is_elision, claimed.items)):
        return _same_elided(claimed.items, rows, shape[1:], single=single)
    return len(claimed.items) == len(rows) and all(
        same_values(item, row, shape[1:], single=single)
        for item, row in zip(claimed.items, rows, strict=True)
    )


def _same_elided(
    items: Sequence[Node],
    rows: Sequence[Sequence[complex | float]],
    shape: tuple[int, ...],
    *,
    single: bool,
) -> bool:
    first = next(index for index, item in enumerate(items) if _is_elision(item))
    last = next(index for index, item in enumerate(reversed(items)) if _is_elision(item))
    if first + last > len(rows):
        return False
    ends = [*zip(items[:first], rows, strict=False)]
    ends += zip(items[len(items) - last :], rows[len(rows) - last :], strict=True)
    return all(same_values(item, row, shape, single=single) for item, row in ends)


def _same_element(text: str, element: complex, *, single: bool) -> bool:
    if isinstance(element, bool):
        return text == str(element)
    if isinstance(element, complex):
        return _same_complex(text, element, single=single)
    return text == repr(element) or (text not in {"True", "False"} and near(text, element, single=single))


def _same_complex(text: str, element: complex, *, single: bool) -> bool:
    try:
        said = complex(text.strip("()"))
    except ValueError:
        return False
    return near(repr(said.real), element.real, single=single) and near(
        repr(said.imag), element.imag, single=single
    )
