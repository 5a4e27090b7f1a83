"""Kernel provisioners, Jupyter's own extension point: from the warm process, or started by a keeper."""

# ruff: noqa: ANN401, ARG002  (the signatures are Jupyter's)

import asyncio
import os
import select
import signal
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase

from blogkit.execute.environment import LATE
from blogkit.execute.forkserver.client import ForkedProcess, Forks, Keeper, NoForkError


class _Provisioner(KernelProvisionerBase):
    """Knows at once when a kernel ends that is no child of ours."""

    process: ForkedProcess | None = None

    @property
    def has_process(self) -> bool:
        """Whether a kernel was forked and not yet waited for."""
        return self.process is not None

    async def poll(self) -> int | None:
        """Return None while the kernel runs."""
        if self.process is None or select.select([self.process.pidfd], [], [], 0)[0]:
            return 0
        return None

    async def wait(self) -> int | None:
        """Wait for the end of the kernel, without polling."""
        if self.process is not None:
            loop = asyncio.get_running_loop()
            ended = loop.create_future()
            loop.add_reader(self.process.pidfd, lambda: ended.done() or ended.set_result(None))
            try:
                await ended
            finally:
                loop.remove_reader(self.process.pidfd)
            os.close(self.process.pidfd)
            self.process = None
        return 0

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and everything it started."""
        if await self.poll() is None and self.process is not None:
            os.killpg(self.process.pid, signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel now."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """Ask the kernel to end."""
        await self.send_signal(signal.SIGTERM)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Wait here for the end that was asked for: the manager itself looks only ten times a second."""
        try:
            await asyncio.wait_for(self.wait(), self.get_shutdown_wait_time() / 2)
        except TimeoutError:
            return

    def get_shutdown_wait_time(self, recommended: float = 1.0) -> float:
        """Give a post's last words a second, whatever Jupyter recommends."""
        return 1.0

    async def cleanup(self, restart: bool = False) -> None:
        """Forget a kernel that nobody waited for."""
        if self.process is not None:
            os.close(self.process.pidfd)
            self.process = None


class WarmProvisioner(_Provisioner):
    """Asks a nursery for a kernel."""

    def __init__(self, nursery: Forks, **kwargs: Any) -> None:
        """`nursery` is the process to fork from: the warm one, or a kernel at rest."""
        super().__init__(**kwargs)
        self._nursery = nursery

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Need no command: nothing is executed."""
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel; it runs, and its sockets are bound, when this returns."""
        session = cast("Any", self.parent).session
        environment: dict[str, str] = kwargs["env"]
        request = {
            "folder": kwargs["cwd"],
            "path": environment["PYTHONPATH"],
            "variables": {name: environment[name] for name in LATE if name in environment},
            "key": session.key.decode(),
            "arguments": kwargs["extra_arguments"],
        }
        self.process, ports = self._nursery.fork(request)
        info: Any = {
            "ip": "127.0.0.1",
            "transport": "tcp",
            "key": session.key,
            "signature_scheme": session.signature_scheme,
            **ports,
        }
        return info


class ColdProvisioner(_Provisioner, LocalProvisioner):
    """Starts a kernel below a keeper: what it does to its parent does not reach the build."""

    _keeper: Keeper | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start a kernel; it binds its sockets in its own time. Raises RuntimeError."""
        try:
            self._keeper = Keeper(cmd, kwargs["env"], kwargs["cwd"])
        except NoForkError as error:
            raise RuntimeError(str(error)) from error
        self.process = self._keeper.kernel
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """End also what the kernel has left behind."""
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None
        await super().cleanup(restart)
