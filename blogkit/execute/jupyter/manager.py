"""Jupyter's kernel manager and client, without the waiting that nbclient has no need of."""

import logging
import sys
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Type

from blogkit.cache import temporary_folder
from blogkit.execute.forkserver.client import Forks
from blogkit.execute.forkserver.policy import can_fork
from blogkit.execute.jupyter.provisioner import ColdProvisioner, WarmProvisioner


def _spec(python: str) -> KernelSpec:
    """An interpreter's own ipykernel, whatever kernels the author has installed as "python3"."""
    return KernelSpec(
        argv=[python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        display_name="Python 3",
        language="python",
    )


QUIET = logging.getLogger("blogkit.jupyter")  # what goes wrong stands in the results
QUIET.setLevel(logging.CRITICAL)


class QuickClient(AsyncKernelClient):
    """Is ready when the kernel has answered once on both channels."""

    def start_channels(self, **_channels: bool) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Open the channels nbclient uses; the others cost a thread and two sockets."""
        super().start_channels(stdin=False, hb=False, control=False)

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109  # pyright: ignore[reportIncompatibleVariableOverride]
        """Wait for the kernel's information, and for its welcome to the subscriber of its outputs.

        The base class goes on to wait until nothing has come for 200 ms. Nobody needs that: every message
        names the request it answers.
        """
        until = time.monotonic() + (timeout or 60)
        self.kernel_info()
        for channel in (self.shell_channel, self.iopub_channel):
            await self._first_message(channel, until)

    async def _first_message(self, channel: Any, until: float) -> None:  # noqa: ANN401  (traitlets hide its type)
        while time.monotonic() < until:
            try:
                return await channel.get_msg(timeout=1)
            except Empty:
                if not await self.is_alive():
                    break
                # an ipykernel before 7 welcomes nobody: what it published before we listened is lost
                self.kernel_info()
        raise RuntimeError("the kernel did not start")


class SiteManager(AsyncKernelManager):
    """Starts the kernels of a site: forked by a nursery, or each by itself."""

    client_factory = Type(QuickClient)

    def __init__(self, nursery: Forks | None, python: str = sys.executable) -> None:
        """`nursery` is the process to fork from, None asks for an ordinary kernel of `python`."""
        self._spec = _spec(python)
        super().__init__(ip="127.0.0.1", kernel_name="python3", log=QUIET)
        # it holds the key to the kernel: in our own folder it goes with us, however we end
        self.connection_file = str(temporary_folder() / "kernel.json")
        place: dict[str, Any] = {"parent": self, "kernel_spec": self._spec, "kernel_id": ""}
        if nursery is not None:
            self.provisioner = WarmProvisioner(nursery, **place)
        elif can_fork():
            self.provisioner = ColdProvisioner(**place)
        else:
            self.provisioner = LocalProvisioner(**place)

    @property
    def kernel_spec(self) -> KernelSpec:
        """The same for every kernel."""
        return self._spec
