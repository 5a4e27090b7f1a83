"""What libraries do once, whatever the post: done in the warm process, so that no kernel has to.

Nothing here changes an answer, or what a post can reach.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

_COMPILED_BYTES = 2**28


def share_compilations(folder: Path) -> None:
    """Let JAX keep what it compiles in `folder`: most posts compile the same sums and products.

    That takes XLA 15 ms each and is three quarters of what a small cell costs. The size is bounded, because
    only then does JAX lock the files that other kernels write. A folder that the user has named stays.
    """
    config = getattr(sys.modules.get("jax"), "config", None)
    if config is not None and not config.jax_compilation_cache_dir:
        config.update("jax_compilation_cache_dir", str(folder))
        config.update("jax_compilation_cache_max_size", _COMPILED_BYTES)
        config.update("jax_persistent_cache_min_compile_time_secs", 0)
        config.update("jax_persistent_cache_min_entry_size_bytes", -1)
        # a full disk costs time; it is no output of the post
        warnings.filterwarnings("ignore", "Error (reading|writing) persistent compilation cache")


def preparations() -> Iterator[Callable[[], object] | None]:
    """The steps for the libraries that are there; each takes about a tenth of a second.

    None: what follows is worth doing once there is another kernel.
    """
    if "matplotlib.pyplot" in sys.modules:
        yield _load_picture_formats
        yield _find_fonts
    yield None
    yield None
    yield _format_traceback


def _load_picture_formats() -> None:
    from PIL import Image  # noqa: PLC0415  (comes with Matplotlib)

    Image.preinit()


def _find_fonts() -> None:
    """Find the usual fonts and build the grammar of formulas.

    The fonts themselves must not stay open, forked kernels would share the place in their files: Matplotlib
    lets go of them in a fork.
    """
    from matplotlib import font_manager  # noqa: PLC0415  (as above)
    from matplotlib.mathtext import MathTextParser  # noqa: PLC0415  (the same)

    font_manager.findfont(font_manager.FontProperties())  # pyright: ignore[reportUnknownMemberType]
    MathTextParser("agg").parse("$x$")


def _format_traceback() -> None:
    """Load what IPython shows an exception with; have `inspect` look once where all modules come from.

    It is most of what the first exception costs a kernel.
    """
    from IPython.core.ultratb import AutoFormattedTB  # noqa: PLC0415  (a site whose posts all run needs none)

    try:
        raise ZeroDivisionError  # noqa: TRY301  (an exception like a post's, with lines to show)
    except ZeroDivisionError as error:
        shown = AutoFormattedTB(mode="Context", tb_offset=0)
        shown.structured_traceback(type(error), error, error.__traceback__)  # pyright: ignore[reportUnknownMemberType]
