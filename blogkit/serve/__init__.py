"""Edge: build, serve on loopback, and reload the browser whenever something is saved."""

from blogkit.serve.server import EVENTS, Server, free_server
from blogkit.serve.session import Rebuilt, serve

__all__ = ["EVENTS", "Rebuilt", "Server", "free_server", "serve"]
