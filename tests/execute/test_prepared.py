"""What the warm process does ahead of its kernels saves them work, and cannot be seen from a post."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from post import post, run, settings, step, texts

from blogkit.execute.environment import kernel_environment
from blogkit.execute.forkserver import client
from blogkit.execute.forkserver.client import close_nurseries
from blogkit.execute.run import execute_all
from blogkit.model import Result

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
]


def printed(root: Path, code: str) -> str:
    """What `code` prints in a process with the environment of a kernel."""
    environment = kernel_environment(root, 0)
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_fork_shares_no_open_font(root: Path):
    # they would share the place in the file, too
    code = (
        "import os, matplotlib.pyplot\n"
        "from blogkit.kernel.warm.warmup import preparations\n"
        "for step in filter(None, preparations()): step()\n"
        "from matplotlib.font_manager import findfont, get_font\n"
        "font = get_font(findfont(matplotlib.font_manager.FontProperties()))\n"
        "if os.fork() == 0:\n"
        "    print(get_font(font.fname) is font, flush=True)\n"
        "    os._exit(0)\n"
        "os.wait()"
    )
    assert printed(root, code) == "False\n"


GRADIENT = [
    "import jax, jax.numpy as jnp",
    "seen = []; jax.monitoring.register_event_listener(lambda event, **_: seen.append(event))",
    "jax.grad(lambda x: jnp.sin(x) ** 2)(0.7), jnp.arange(9.0).sum() / 7",
    "'/jax/compilation_cache/cache_hits' in seen, '/jax/compilation_cache/cache_misses' in seen",
]


def test_posts_share_what_jax_compiles_and_answer_alike(root: Path):
    cold = run(root, *GRADIENT, kernel="cold").results
    together = execute_all([(post(), tuple(map(step, GRADIENT)))] * 2, settings(root, jobs=2))
    later = run(root, *GRADIENT).results
    assert cold[2] == together[0].results[2] == together[1].results[2] == later[2]
    assert cold[2].failure is None
    assert texts(later[3]) == ["(True, False)"]


def test_a_folder_that_the_user_has_named_for_compilations_stays(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", str(root / "mine"))
    code = (
        "import jax, pathlib\n"
        "from blogkit.kernel.warm.warmup import share_compilations\n"
        "share_compilations(pathlib.Path('ours'))\n"
        "print(jax.config.jax_compilation_cache_dir)"
    )
    assert printed(root, code) == f"{root}/mine\n"


CALLING_BACK = """
import jax, jax.numpy as jnp, numpy as np
def mine(x):
    return np.float32({number}) * x
shape = jax.ShapeDtypeStruct((), np.float32)
print(jax.jit(lambda x: jax.pure_callback(mine, shape, x))(2.0))
jax.jit(lambda x: jax.debug.print("{number} {{}}", x))(2.0); jax.effects_barrier()
"""


def test_a_compiled_callback_calls_the_function_of_its_own_post(root: Path):
    def answer(number: int) -> Result:
        return run(root, CALLING_BACK.format(number=number)).results[0]

    assert [texts(answer(number)) for number in (3, 5)] == [[f"{2.0 * n}\n{n} 2.0\n"] for n in (3, 5)]


def test_a_folder_that_cannot_be_written_is_no_business_of_the_post(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TMPDIR", str(root))  # another environment, so another warm process
    folder = tmp_path_factory.mktemp("shared")
    monkeypatch.setattr(client, "temporary_folder", lambda: folder)
    code = "import jax\njax.jit(lambda x: 3 * x + 1)(2.0)"
    first = run(root, code)
    assert list(folder.glob("*-cache"))
    shutil.rmtree(folder)
    folder.write_text("in the way")
    second = run(root, code)
    close_nurseries()
    assert first.results == second.results
