"""Dask: the executor that runs posts on other machines, and whether any of them is left."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Dask's client is partly untyped

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

from blogkit.errors import ContentError


class Cluster(Executor):
    """Dask's executor, which can be asked for its workers."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401  (an optional dependency's)
        """`client` is connected to a scheduler."""
        self._client = client
        self._executor = client.get_executor()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":  # noqa: ANN401
        """Have a worker call a function."""
        return self._executor.submit(fn, *args, **kwargs)

    def has_workers(self) -> bool:
        """Whether a worker is there; a scheduler that does not answer has none."""
        try:
            return bool(self._client.sync(self._client.scheduler.ncores, callback_timeout=10))
        except Exception:  # noqa: BLE001  (what a broken connection raises differs by version)
            return False


def has_workers(executor: Executor) -> bool:
    """Whether an executor can still end what it was given; only a cluster loses all its workers unseen."""
    ask = getattr(executor, "has_workers", None)
    return ask is None or ask()


@contextmanager
def cluster_at(place: str) -> Iterator[Cluster]:
    """The cluster whose scheduler listens at HOST:PORT. Raises ContentError where none answers."""
    try:
        from distributed import Client  # noqa: PLC0415  (an optional dependency)
    except ImportError as error:
        raise ContentError("--executor", 0, "needs Dask: pip install distributed") from error
    try:
        client = Client(f"tcp://{place}", timeout=10)
    except OSError as error:
        raise ContentError("--executor", 0, f"no Dask scheduler answers at {place}") from error
    with client:
        yield Cluster(client)
