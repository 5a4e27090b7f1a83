"""What the warm process does ahead of its kernels saves them work, and cannot be seen from a post."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from post import post, run, settings, step, texts

from blogkit.execute import execute_all
from blogkit.execute.choice import preloadable
from blogkit.execute.environment import kernel_environment
from blogkit.execute.nursery import close_nurseries
from blogkit.model import Result

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
]

LIBRARIES = f"""
import importlib, os, sys
import matplotlib.pyplot, numpy, sympy
for name in {preloadable(["matplotlib.pyplot", "numpy", "sympy"])}:
    importlib.import_module(name)
"""
STEPS = """
from blogkit.execute.prepared import preparations
for step in preparations():
    step()
"""


def prepared(tmp_path: Path, code: str) -> str:
    """What `code` prints in a process in which every step has been done; a step that fails is an error."""
    return printed(tmp_path, LIBRARIES + STEPS + code)


def printed(tmp_path: Path, code: str) -> str:
    environment = kernel_environment(tmp_path, 0)
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["physics", "codegen", "integrals.manualintegrate", "integrals.risch"])
def test_what_was_imported_ahead_is_out_of_reach(tmp_path: Path, name: str):
    code = (
        f"print('sympy.{name}' in sys.modules)\n"
        f"try: sympy.{name}\nexcept AttributeError as error: print(error)"
    )
    assert prepared(tmp_path, code).startswith("False\nmodule 'sympy")


def test_an_import_finds_what_was_imported_ahead(tmp_path: Path):
    code = (
        "import sympy.physics.units as units\n"
        "print(sympy.physics.units is units, units.__spec__.origin, units.__file__)\n"
        "print(units.convert_to(3 * units.kilometer, units.meter))"
    )
    place, answer = prepared(tmp_path, code).splitlines()
    same, origin, file = place.split()
    assert (same, origin) == ("True", file)
    assert answer == "3000*meter"


CALLS = (
    "expand((x + 1) ** 2)",
    "solve(x**2 - 3 * x + 1, x)",
    "solveset(sympy.sin(x) - 1, x, sympy.Interval(0, 4))",
    "simplify((x**2 - 1) / (x - 1))",
    "integrate(x * sympy.exp(x), x)",
    "refine(abs(x), sympy.Q.positive(x))",
    "limit(sympy.sin(x) / x, x, 0)",
    "ccode(x**2)",
)


@pytest.mark.parametrize("call", CALLS)
def test_a_call_imports_into_sight_what_it_imports_without_us(tmp_path: Path, call: str):
    code = (
        f"x = sympy.Symbol('x')\nprint(sympy.{call})\n"
        "print(*sorted(name for name in sys.modules if name.startswith('sympy')))"
    )
    assert prepared(tmp_path, code) == printed(tmp_path, LIBRARIES + code)


def test_a_fork_shares_no_open_font(tmp_path: Path):
    # they would share the place in the file, too
    code = (
        "from matplotlib.font_manager import findfont, get_font\n"
        "font = get_font(findfont(matplotlib.font_manager.FontProperties()))\n"
        "if os.fork() == 0:\n"
        "    print(get_font(font.fname) is font, flush=True)\n"
        "    os._exit(0)\n"
        "os.wait()"
    )
    assert prepared(tmp_path, code) == "False\n"


GRADIENT = [
    "import jax, jax.numpy as jnp",
    "seen = []; jax.monitoring.register_event_listener(lambda event, **_: seen.append(event))",
    "jax.grad(lambda x: jnp.sin(x) ** 2 + jnp.tanh(3 * x))(0.7), jnp.linalg.norm(jnp.arange(9.0))",
    "'/jax/compilation_cache/cache_hits' in seen, '/jax/compilation_cache/cache_misses' in seen",
]


def test_posts_share_what_jax_compiles_and_answer_alike(tmp_path: Path):
    close_nurseries()  # with what it has compiled for other tests
    first, second = (run(tmp_path, *GRADIENT).results for _ in range(2))
    cold = run(tmp_path, *GRADIENT, kernel="cold").results
    assert first[2] == second[2] == cold[2]
    assert texts(second[3]) == ["(True, False)"]


def test_a_folder_that_the_user_has_named_for_compilations_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", str(tmp_path / "mine"))  # so another warm process
    shown = run(tmp_path, "import jax", "jax.config.jax_compilation_cache_dir").results[1]
    close_nurseries()
    assert texts(shown) == [repr("mine")]  # below the site, so tidied


CALLING_BACK = """
import jax, jax.numpy as jnp, numpy as np
def mine(x):
    return np.float32({number}) * x
shape = jax.ShapeDtypeStruct((), np.float32)
print(jax.jit(lambda x: jax.pure_callback(mine, shape, x))(2.0))
jax.jit(lambda x: jax.debug.print("{number} {{}}", x))(2.0); jax.effects_barrier()
"""


def test_a_compiled_callback_calls_the_function_of_its_own_post(tmp_path: Path):
    def answer(number: int) -> Result:
        return run(tmp_path, CALLING_BACK.format(number=number)).results[0]

    assert [texts(answer(number)) for number in (3, 5, 7)] == [[f"{2.0 * n}\n{n} 2.0\n"] for n in (3, 5, 7)]


def test_many_kernels_compile_the_same_at_once(tmp_path: Path):
    close_nurseries()
    steps = tuple(map(step, GRADIENT[:3]))
    executed = execute_all([(post(), steps)] * 6, settings(tmp_path, jobs=3))
    assert len({str(one.results) for one in executed}) == 1
    assert executed[0].results[2].failure is None


def test_a_folder_that_cannot_be_written_is_no_business_of_the_post(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # another environment, so another warm process
    first = run(tmp_path, *GRADIENT[:3])
    folder = next(tmp_path.glob("blogkit-*/*-cache")).parent
    shutil.rmtree(folder)
    folder.write_text("in the way")
    second = run(tmp_path, *GRADIENT[:3])
    close_nurseries()
    assert first.results == second.results


@pytest.mark.parametrize("how", ["", "; import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
def test_nothing_stays_in_the_folder_for_temporary_files(tmp_path: Path, how: str):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    code = "import jax.numpy as jnp; jnp.arange(3.0) + 1"
    script = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        f"from pathlib import Path; from post import run\n"
        f"for _ in range(2): run(Path({str(tmp_path)!r}), {code!r})\n"
        f"from blogkit.execute.nursery import _nurseries\n"
        f"print(next(iter(_nurseries.values()))._process.pid, flush=True){how}"
    )
    environment = kernel_environment(tmp_path, 0) | {"TMPDIR": str(scratch)}
    with subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE) as build:
        output, _ = build.communicate()
    warm = Path("/proc", output.decode().strip())
    while warm.exists():  # it ends when it hears of the build's end
        pass
    # IPython's folder is the build's own: one that is killed cannot remove it
    assert not [folder for folder in scratch.iterdir() if list(folder.glob("*-cache"))]
