"""A real HTTP endpoint that behaves as a test needs it."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from app.models.chat import ChatCompletions

Reply = Callable[[dict[str, Any]], tuple[int, str]]
"""From a request body to a status and a response body."""


@pytest.fixture
def endpoint() -> Iterator[Callable[[Reply], ChatCompletions]]:
    """Starts servers on loopback and gives a client for each."""
    servers: list[ThreadingHTTPServer] = []

    def start(reply: Reply) -> ChatCompletions:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, text = reply(body)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return ChatCompletions(base_url=f"http://127.0.0.1:{server.server_port}/v1", name_shown="other", timeout_s=5)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
