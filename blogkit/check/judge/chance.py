"""Where chance comes into a post: draws without a seed, whatever they are imported as."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from blogkit.code import Origin, Unit, dotted, statements
from blogkit.values import frozen

CHANCE = "chance: "
"""How the marks begin of what is drawn without a seed; the source of the draws follows."""
DRAWN = "drawn: "
"""How the marks begin of all draws, seeded or not."""
SETS = "order of sets"

_PYTHON = (
    r"random\.(?:random|randint|randrange|randbytes|choice|choices|sample|shuffle|uniform|triangular|gauss|getrandbits"
    r"|\w+variate)\("
)
_LEGACY = (
    r"numpy\.random\.(?!seed\b|default_rng\b|RandomState\b|Generator\b|SeedSequence\b|PCG64|Philox|MT19937|SFC64|set_state"
    r"|get_state|BitGenerator\b)\w+\(|sklearn\.\S*\b(?:train_test_split|shuffle|resample|make_\w+"
    r"|(?:MiniBatch)?KMeans|(?:Bayesian)?GaussianMixture|(?:RandomForest|ExtraTrees|Bagging|AdaBoost|MLP|SGD)\w+|TSNE|MDS"
    r"|IsolationForest|NMF|FastICA|LatentDirichletAllocation|SpectralClustering|RandomizedSearchCV|ShuffleSplit)\(|\w*(?:df|data|frame)\w*\.sample\(|\.sample\("
)
_TORCH = (
    r"torch\.(?:rand\w*|normal|bernoulli|multinomial)\(|torch\.nn\.(?:Linear|Bilinear|Conv\w+|Embedding|RNN|LSTM|GRU|Transformer\w*"
    r"|MultiheadAttention)\(|torch\.nn\.init\.(?:xavier|kaiming|normal|uniform|orthogonal|trunc)\w*\("
)
_TENSORFLOW = r"(?:tensorflow|tf)\.random\.(?!set_seed|Generator|stateless)\w+\(|keras\.layers\.Dense\("
_SYSTEM = (
    r"os\.urandom\(|secrets\.(?!compare_digest)\w+\(|random\.SystemRandom\(|uuid\.uuid[14]\("
    r"|(?:numpy\.random\.(?:default_rng|RandomState|SeedSequence)|random\.Random)\(\)|faker\.Faker\("
)
_ADDRESSES = r"(?:builtins\.)?id\(|object\.__hash__\("
_SEEDED = re.compile(r"[(,]\s*(?:random_state|seed|generator|rng)\s*=(?!=)\s*(?!None\b)")
_SEEDS_ALL = (
    r"(?:\w+\.)*(?:\w*seed_(?:all|everything)|set_(?:all_|random_|global_)?seeds?|fix_seeds?|seed_\w+)\("
)

_SOURCES: Mapping[str, tuple[str, str]] = {
    "random": (_PYTHON, r"random\.(?:seed|setstate)\("),
    "numpy.random": (_LEGACY, r"numpy\.random\.(?:seed|set_state)\("),
    "torch": (_TORCH, r"torch\.(?:\w+\.)*(?:manual_seed\w*|set_rng_state)\("),
    "tensorflow": (_TENSORFLOW, r"(?:tensorflow|tf|keras)\.(?:\w+\.)*set_(?:random_)?seed\("),
    "the system": (_SYSTEM, r"faker\.Faker\.seed\("),
    "addresses": (_ADDRESSES, r"(?!)"),
}
"""Name -> what draws from it, and what seeds it."""

_STRUCTURE = re.compile(
    r"\.(?:shape|dtype|dtypes|ndim|size|columns|__name__|__class__|__doc__)\b|\b(?:len|type|isinstance|issubclass|hasattr|callable|dir)\("
    r"|\bid\([^()]*\)\s*(?:==|!=|is\b)|\.(?:size|dim|numel|parameters|keys)\(\)"
)
"""What a statement asks that no draw decides."""


@frozen
class _Names:
    """What names of a post stand for: `np` for `numpy`; and which of its methods draw."""

    full: Mapping[str, str]

    def of(self, call: str) -> str:
        """A call as if everything had been imported by its full name."""
        first, dot, rest = call.partition(".")
        name, bracket, end = first.partition("(")
        if name.startswith("."):
            return call
        return self.full.get(name, name) + (bracket + end if bracket else dot + rest)


@frozen
class _Cell:
    """What a cell says in code of where chance may come from."""

    imported: tuple[tuple[str, str], ...]
    calls: tuple[str, ...]
    methods: tuple[tuple[str, tuple[str, ...]], ...]
    """A method, and what it calls."""


@lru_cache(maxsize=1024)  # a post is judged again with one claim changed, and again
def _read(code: str) -> _Cell:
    trees = statements(code)
    return _Cell(
        tuple(_imported(trees)),
        tuple(call for node in trees for call in _calls(node)),
        tuple((name, tuple(_calls(body))) for node in trees for name, body in _methods(node)),
    )


def origins(codes: Iterable[str]) -> dict[str, Origin]:
    r"""Where chance comes from in the cells of a post, one mark a source.

    >>> sorted(origins(["import random\nrandom.random()", "import numpy as np\nnp.random.seed(1)"]))
    ['chance: random', 'drawn: random']
    """
    codes = list(codes)
    cells = [_read(code) for code in codes]
    names = _Names(dict(pair for cell in cells for pair in cell.imported))
    calls = [names.of(call) for cell in cells for call in cell.calls]
    methods = [(name, [*map(names.of, inside)]) for cell in cells for name, inside in cell.methods]
    found: dict[str, Origin] = {}
    for source, (draws, seeds) in _SOURCES.items():
        draw = re.compile(draws)
        seed = re.compile(f"(?:{seeds})|{_SEEDS_ALL}")
        if any(map(draw.match, calls)):
            drawing = frozenset(name for name, inside in methods if any(map(draw.match, inside)))
            found[CHANCE + source] = _origin(names, draw, seed, drawing)
            found[DRAWN + source] = replace(found[CHANCE + source], closes=_never)
    if any("set(" in code or "{" in code for code in codes):
        sets = frozenset(name for code in codes for name in _sets_of(code))
        found[SETS] = Origin(lambda unit: _holds_order_of_set(unit.node, sets))
    return found


def _origin(names: _Names, draw: re.Pattern[str], seed: re.Pattern[str], methods: frozenset[str]) -> Origin:
    def draws(unit: Unit) -> bool:
        if asks_structure(unit) or _SEEDED.search(unit.text):
            return False
        if isinstance(unit.node, ast.ClassDef):
            return False  # its methods are known one by one
        return any(
            draw.match(names.of(call)) or call.rpartition(".")[2].partition("(")[0] in methods
            for call in unit.calls
        )

    def seeds(unit: Unit) -> bool:
        return any(call.endswith("(") and bool(seed.match(names.of(call))) for call in unit.calls)

    return Origin(draws, ends=asks_structure, closes=seeds)


def _never(_unit: Unit) -> bool:
    return False


def asks_structure(unit: Unit) -> bool:
    """Whether a statement asks for what no draw decides: the shape of an array, the length of a list."""
    node = unit.node
    if not isinstance(node, ast.Expr):
        return isinstance(node, ast.Assign) and _is_structure(node.value)
    asked = [node.value]
    if isinstance(node.value, ast.Call) and dotted(node.value.func) == "print":
        asked = [one for one in node.value.args if not isinstance(one, ast.Constant)]
    return bool(asked) and all(map(_is_structure, asked))


def _is_structure(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return bool(parts) and all(map(_is_structure, parts))
    if isinstance(node, ast.Tuple | ast.List):
        return bool(node.elts) and all(map(_is_structure, node.elts))
    match node:
        case ast.Attribute(attr=attr):
            return bool(_STRUCTURE.match("." + attr))
        case ast.Subscript(value=ast.Attribute(attr="shape")):
            return True
        case ast.Compare(left=left, comparators=others):
            one, other = ast.unparse(left), ast.unparse(others[0])
            return (one.startswith("id(") and other.startswith("id(")) or _is_structure(left)
        case ast.Call(func=func):
            name = dotted(func)
            return bool(_STRUCTURE.match(name + "(")) or bool(
                _STRUCTURE.match("." + name.rpartition(".")[2] + "()")
            )
        case _:
            return False


@lru_cache(maxsize=1024)
def _sets_of(code: str) -> frozenset[str]:
    """The names that are given sets."""
    given = (
        one for one in statements(code) if isinstance(one, ast.Assign) and _is_set(one.value, frozenset())
    )
    return frozenset(name.id for one in given for name in one.targets if isinstance(name, ast.Name))


@lru_cache(maxsize=4096)  # by the node itself, which whoever reads the cell shares
def _holds_order_of_set(statement: ast.stmt, sets: frozenset[str]) -> bool:
    """Whether the order is shown in which a set has its elements."""
    return any(_orders_set(node, sets) for node in ast.walk(statement))


def _orders_set(node: ast.AST, sets: frozenset[str]) -> bool:
    match node:
        case ast.Call(func=func, args=[asked, *_]) if dotted(func) in {
            "list",
            "tuple",
            "enumerate",
            "iter",
            "dict",
        } or (isinstance(func, ast.Attribute) and func.attr == "join"):
            return _is_set(asked, sets)
        case ast.For(iter=asked) | ast.comprehension(iter=asked):
            return _is_set(asked, sets)
        case ast.Call(func=ast.Attribute(value=asked, attr="pop"), args=[]):
            return _is_set(asked, sets)
        case _:
            return False


def _is_set(node: ast.expr, sets: frozenset[str]) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_set(node.left, sets) or _is_set(node.right, sets)
    return (
        isinstance(node, ast.Set | ast.SetComp)
        or (isinstance(node, ast.Call) and dotted(node.func) in {"set", "frozenset"})
        or (isinstance(node, ast.Name) and node.id in sets)
    )


def _imported(trees: Iterable[ast.stmt]) -> Iterator[tuple[str, str]]:
    for node in (part for tree in trees for part in ast.walk(tree)):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield (
                    one.asname or one.name.partition(".")[0],
                    one.name if one.asname else one.name.partition(".")[0],
                )
        elif isinstance(node, ast.ImportFrom):
            for one in node.names:
                yield one.asname or one.name, f"{node.module}.{one.name}"


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func) + ("(" if node.args or node.keywords else "()")


def _methods(tree: ast.AST) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The methods of classes, each by the name it is called by: the class itself for what makes one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    yield node.name if method.name == "__init__" else method.name, method
