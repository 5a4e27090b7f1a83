"""Asks a warm kernel to leave a fork of itself at rest."""

# pyright: reportUnknownMemberType=false
# Jupyter's clients are untyped

import contextlib
import socket
import uuid
from collections.abc import Mapping
from pathlib import Path
from queue import Empty
from typing import Any

import psutil

from blogkit.execute import checkpoints
from blogkit.execute.forkserver.client import ANSWERING, Forks, resting

REQUEST = "blogkit_rest_request"
"""The message that asks for it; `path` in it is a socket on which the fork at rest is to be had."""


async def leave_at_rest(client: Any, environment: Mapping[str, str]) -> Forks | str:  # noqa: ANN401  (nbclient's)
    """The fork, or why there is none."""
    if psutil.virtual_memory().available < checkpoints.LOW:
        return "the memory is low"
    path = Path(environment["IPYTHONDIR"], f"{uuid.uuid4().hex}.rest")
    with contextlib.ExitStack() as at_the_end:
        listener = at_the_end.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET))
        try:
            listener.bind(str(path))
            at_the_end.callback(path.unlink, missing_ok=True)
            listener.listen(1)
            why_not = await _answer(client, path)
            if why_not:
                return why_not
            listener.settimeout(ANSWERING)
            return resting(listener.accept()[0])
        except OSError as error:
            return f"no kernel came to rest: {error}"


async def _answer(client: Any, path: Path) -> str:  # noqa: ANN401  (the same)
    message = client.session.msg(REQUEST, {"path": str(path)})
    client.shell_channel.send(message)
    try:
        while True:
            reply = await client.shell_channel.get_msg(timeout=ANSWERING)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return reply["content"]["why_not"]
    except Empty:
        return "the kernel does not answer"
