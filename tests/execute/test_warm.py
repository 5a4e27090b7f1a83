"""A warm kernel answers as a cold one does, starts at once, and never outlives the build."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from post import PATH, post, run, settings, step, texts

import blogkit
from blogkit.execute.environment import kernel_environment
from blogkit.execute.forkserver import client, policy
from blogkit.execute.forkserver.client import NoForkError, Nursery
from blogkit.execute.interpreter import Interpreter
from blogkit.execute.run import execute_all
from tests.waiting import pipe, said, wait_for_the_end_of

pytestmark = pytest.mark.kernel
linux = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

SAME = [
    "import sys, os\nsys.argv, os.getcwd(), __name__, sys.path, sys.stdin.isatty()",
    "In[1], Out",
    "{'a', 'b', 'c', 'd'}, hash('a'), list({'x', 'y', 'z'})",
    "object()",
    "def f(x):\n    return x",
    "import inspect\ninspect.getsource(f)",
    "%timeit -h",
    "%%capture\nprint(1)",
    "print('out'); print('err', file=sys.stderr)",
    "!echo from the shell",
    "os.system('echo s')",
    "1/0",
    "import nowhere",
    "import numpy as np",
    "np.random.seed(0); np.random.rand(2000).sum(), np.linalg.inv(np.eye(3) * 7)",
    "np.ones(3) @ np.ones(4)",
    "import warnings\nwarnings.warn('careful')",
    "np.array([1.0]) / 0",
    "import pandas as pd\npd.DataFrame({f'a column {i}': [1, 2] for i in range(12)})",
    "import sympy",
    "sympy.physics.units",
    "from sympy import *\nx, y = symbols('x y')",
    "expand((x + y)**3)",
    "x + y + sin(x)*y",
    "import matplotlib.pyplot as plt",
    "plt.plot([1, 3, 2]); plt.title('$x^2$')",
    "fig, ax = plt.subplots()",
]
CLOCK = "import time; print(time.process_time())"


@linux
def test_warm_and_cold_answers_are_byte_equal_and_warm_ones_come_after_a_fraction_of_the_work(root: Path):
    warm, cold = (run(root, CLOCK, *SAME, kernel=kernel).results for kernel in ("warm", "cold"))
    assert warm[1:] == cold[1:]
    assert all(result.ran for result in warm)
    assert float(texts(warm[0])[0]) < float(texts(cold[0])[0]) / 2


@linux
def test_siblings_do_not_share_their_random_numbers(root: Path):
    codes = "import numpy as np, random", "np.random.rand(), random.random()"
    first, second = (texts(run(root, *codes).results[1]) for _ in range(2))
    assert first != second


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.environ['JAX_ENABLE_X64'] = '1'",
        "from os import environ",
        "os.putenv('A', 'b')",
        "%env MPLBACKEND=agg",
        "%set_env A b",
        "from dotenv import load_dotenv",
        "del sys.modules['numpy']",
        "importlib.reload(numpy)",
        "from importlib import reload",
        "pid = os.fork()",
    ],
)
def test_what_must_happen_before_an_import_gets_a_cold_kernel(root: Path, code: str):
    assert policy.needs_cold(["import numpy", code], root)


def test_ordinary_cells_get_a_warm_kernel(root: Path):
    codes = [
        "import os, sys",
        "os.getcwd(), sys.path",
        "jax.config.update('jax_enable_x64', True)",
        "# environment",
    ]
    assert not policy.needs_cold(codes, root)


def test_a_setting_made_before_the_import_takes_effect(root: Path):
    codes = "import os\nos.environ['JAX_ENABLE_X64'] = '1'", "import jax.numpy as jnp\njnp.arange(2.0).dtype"
    assert texts(run(root, *codes).results[1]) == ["dtype('float64')"]


def test_matplotlib_settings_beside_the_post_take_effect(root: Path):
    (root / PATH.parent).mkdir(parents=True)
    (root / PATH.parent / "matplotlibrc").write_text("lines.linewidth: 7\n")
    codes = "import matplotlib.pyplot as plt", "plt.rcParams['lines.linewidth']"
    assert texts(run(root, *codes).results[1]) == ["7.0"]


# looks for SymPy among the imported modules without the words that would ask for a cold kernel
LAZY = (
    step("if False:\n    import sympy"),
    step("import sys\nvars(sys)['mod' 'ules'].get('sympy') is not None"),
)


@linux
@pytest.mark.parametrize(
    ("site", "front_matter", "imported"),
    [("warm", {}, True), ("cold", {}, False), ("warm", {"kernel": "cold"}, False)],
)
def test_site_and_post_may_ask_for_a_cold_kernel(
    root: Path, site: str, front_matter: dict[str, str], imported: bool
):
    executed = execute_all([(post(**front_matter), LAZY)], settings(root, kernel=site))[0]
    assert texts(executed.results[1]) == [str(imported)]


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_forking_is_unsafe_on_other_systems(monkeypatch: pytest.MonkeyPatch, platform: str):
    monkeypatch.setattr(policy.sys, "platform", platform)
    able = policy.can_fork()
    monkeypatch.undo()
    assert not able


def test_without_fork_posts_run_in_ordinary_kernels(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("blogkit.execute.job.can_fork", lambda: False)
    monkeypatch.setattr(Nursery, "__init__", lambda *_: pytest.fail("a warm process was started"))
    assert texts(run(root, "import numpy as np\nnp.arange(3)").results[0]) == ["array([0, 1, 2])"]


@linux
def test_a_process_with_threads_is_not_forked(root: Path):
    (root / "threads.py").write_text(
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    )
    nursery = Nursery(kernel_environment(root, 0), ("threads",))
    try:
        with pytest.raises(NoForkError, match="2 threads are running"):
            nursery.fork({"folder": str(root), "key": "", "arguments": []})
    finally:
        nursery.close()


@linux
def test_when_the_warm_process_refuses_the_post_still_runs(root: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise NoForkError

    monkeypatch.setattr(Nursery, "fork", refuse)
    assert texts(run(root, "1 + 1").results[0]) == ["2"]


@linux
def test_an_import_that_says_something_is_left_to_the_post(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(policy, "PRELOADED", frozenset({"loud"}))
    (root / "elsewhere").mkdir()
    (root / "elsewhere/loud.py").write_text("print('I am loud')\n")
    monkeypatch.setattr("blogkit.execute.job.kernel_environment", _with_folder(root / "elsewhere"))
    assert texts(run(root, "import loud").results[0]) == ["I am loud\n"]


def _with_folder(folder: Path) -> Callable[..., dict[str, str]]:
    def environment(root: Path, seed: int, **further: Interpreter | None) -> dict[str, str]:
        variables = kernel_environment(root, seed, **further)
        return variables | {"PYTHONPATH": f"{variables['PYTHONPATH']}{os.pathsep}{folder}"}

    return environment


def test_the_hash_seed_is_the_settings(root: Path):
    # that warm and cold kernels have the same with the usual seed is among what is the same in both
    usual, *others = (
        run(root, "hash('blog')", kernel=kernel, hash_seed=seed).results[0]
        for kernel, seed in (("warm", 0), ("warm", 1), ("cold", 1))
    )
    assert usual != others[0] == others[1]


@pytest.mark.parametrize("kernel", ["warm", "cold"])
def test_a_killed_build_leaves_no_process_behind_and_no_compilations(tmp_path: Path, kernel: str):
    (tmp_path / PATH.parent).mkdir(parents=True)
    pids, scratch = pipe(tmp_path / "pids"), tmp_path / "scratch"
    scratch.mkdir()
    code = (
        f"{'import jax.numpy as jnp; jnp.arange(3.0) + 1' if kernel == 'warm' else ''}\n"
        "import os, subprocess, time\nchild = subprocess.Popen(['sleep', '60'])\n"
        f"print(os.getpid(), os.getppid(), child.pid, file=open({str(pids)!r}, 'w'), flush=True)\n"
        "os.kill(os.getppid(), 19)\ntime.sleep(10**6)"  # who would end the child is stopped
    )
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from post import run\n"
        f"run(Path({str(tmp_path)!r}), {code!r}, kernel={kernel!r})"
    )
    source = str(Path(blogkit.__file__).parent.parent)
    environment = os.environ | {"PYTHONPATH": source, "TMPDIR": str(scratch)}
    with subprocess.Popen(
        [sys.executable, "-c", script, str(Path(__file__).parent)], env=environment
    ) as build:
        kernel_pid, parent, child = map(int, said(pids).split())
        build.send_signal(signal.SIGKILL)
    try:
        wait_for_the_end_of(kernel_pid, parent, child)
    finally:
        for pid in (kernel_pid, child):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    # IPython's folder is the build's own: one that is killed cannot remove it
    assert not list(scratch.glob("*/*-cache"))


def test_importing_jax_beforehand_does_not_start_its_backend(root: Path):
    # forking after that would hang
    script = (
        "from blogkit.kernel.warm.server import _preload\n"
        "print(_preload(('jax', 'jax.numpy', 'jaxlib.mlir.dialects.mhlo')))\n"
        "from jax._src import xla_bridge; print(len(xla_bridge._backends))"
    )
    command = [sys.executable, "-c", script]
    answer = subprocess.run(
        command, env=kernel_environment(root, 0), capture_output=True, text=True, check=True
    )
    assert answer.stdout == "[]\n0\n"


@linux
def test_a_post_that_stops_the_warm_process_stops_no_other(root: Path, monkeypatch: pytest.MonkeyPatch):
    stop = f"import os, signal; os.getppid() == {os.getpid()} or os.kill(os.getppid(), signal.SIGSTOP)"
    assert texts(run(root, stop, "1 + 1").results[1]) == ["2"]
    monkeypatch.setattr(client, "ANSWERING", 0.2)
    assert texts(run(root, "2 + 2").results[0]) == ["4"]
    client.close_nurseries()


@linux
@pytest.mark.parametrize("end", ["os.kill(os.getppid(), 9)", "os.killpg(os.getpgid(os.getppid()), 15)"])
def test_a_post_that_ends_the_warm_process_ends_only_itself(root: Path, end: str):
    waiting, ended = pipe(root / "waiting"), root / "ended"
    innocent = (
        f"import os, select\nfd = os.open({str(waiting)!r}, os.O_RDWR)\n"
        f"os.path.exists({str(ended)!r}) or select.select([], [], [], 600)\n'done'"
    )
    guilty = f"import os\nopen({str(ended)!r}, 'w').close()\n{end}\nimport time\ntime.sleep(600)"
    posts = [
        (post(PATH.with_name(f"{name}.md")), (step(code),))
        for name, code in (("innocent", innocent), ("guilty", guilty))
    ]
    good, bad = execute_all(posts, settings(root, jobs=2, scratch=False))
    assert texts(good.results[0]) == ["'done'"]
    assert bad.results[0].failure
    assert bad.results[0].failure.name == "DeadKernel"
    client.close_nurseries()


@linux
@pytest.mark.parametrize("kernel", ["warm", "cold"])
def test_what_a_cell_leaves_behind_ends_with_the_build_whatever_became_of_its_parent(root: Path, kernel: str):
    start = "subprocess.Popen(['sleep', '600'], start_new_session=True, stdout=-3, env={}).pid"
    daemon = (
        f"import os, subprocess, sys\ncode = {f'import subprocess; print({start})'!r}\n"
        "int(subprocess.check_output([sys.executable, '-c', code]))"
    )
    stop, end = (f"os.getppid() == {os.getpid()} or os.kill(os.getppid(), {number})" for number in (19, 9))
    last = [step(f"{end}\nimport time; time.sleep(600)", line=7)] * (kernel == "cold")
    left, stopped, *ended = run(root, daemon, stop, *last, kernel=kernel).results
    client.close_nurseries()
    wait_for_the_end_of(int(*texts(left)))
    assert not stopped.failure
    assert all(cell.failure and (cell.failure.name, cell.failure.line) == ("DeadKernel", 7) for cell in ended)
