"""Edge: build, serve on loopback, and reload the browser whenever something is saved."""

from blogkit.serve.keys import listening_to
from blogkit.serve.overlay import ACCEPT, EVENTS, Checked
from blogkit.serve.server import Place, Server, free_server, is_loopback
from blogkit.serve.session import Rebuilt, serve

__all__ = [
    "ACCEPT",
    "EVENTS",
    "Checked",
    "Place",
    "Rebuilt",
    "Server",
    "free_server",
    "is_loopback",
    "listening_to",
    "serve",
]
