"""A service that speaks JSON by HTTP on this machine: what every pretend one needs, whatever it answers."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar


class Service(ThreadingHTTPServer):
    """A service at a free port of this machine."""

    daemon_threads = True

    def __init__(self, answer: type["JsonAnswer"]) -> None:
        super().__init__(("127.0.0.1", 0), answer)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"


class JsonAnswer(BaseHTTPRequestHandler):
    """Reads a request's JSON and answers with JSON.

    What inherits from it names BaseHTTPRequestHandler too: by that the linter knows whose names do_GET and the like are.
    """

    def body(self) -> dict[str, Any]:
        """Return what was sent."""
        told: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return told

    def tell(self, status: int, told: object = None) -> None:
        """Answer; None: without a body."""
        body = b"" if told is None else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output clean."""


AnyService = TypeVar("AnyService", bound=Service)


@contextmanager
def serving(service: AnyService) -> Iterator[AnyService]:
    """Let a service answer until the end of the block."""
    with service:
        thread = threading.Thread(target=service.serve_forever, args=(0.01,))
        thread.start()
        yield service
        service.shutdown()
        thread.join()
