"""A language model's server on this machine, which answers well or badly as a test tells it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from toolkit.practice import Wording
from toolkit.practice.wording import MODEL, SECONDS, URL

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Served:
    """A server that answers `/chat/completions` as it is told, and keeps what it was asked."""

    url: str = ""
    says: str | Answer = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def settings(self, seconds: float = 4.0) -> dict[str, str]:
        """What the environment must hold to use it."""
        return {URL: self.url, MODEL: "small", SECONDS: str(seconds)}

    def wording(self, seconds: float = 4.0) -> Wording:
        made = Wording.configured(self.settings(seconds))
        assert made
        return made


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, kind: str = "application/json") -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def completion(text: str | None) -> bytes:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "small", "choices": [choice]}).encode()


def asked(served: Served) -> tuple[str, dict[str, Any]]:
    """The system prompt and the talk of the last request."""
    system, user = served.asked[-1]["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    return system["content"], json.loads(user["content"])


def line_to_word(served: Served) -> str:
    """The author's line that was to be worded in the last request."""
    return str(json.loads(asked(served)[0].split("says next: ")[1].split("\n")[0]))


@contextmanager
def serving() -> Iterator[Served]:
    """Serve until the block ends."""
    served = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/chat/completions"
            served.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            served.headers.append({name.lower(): value for name, value in self.headers.items()})
            if callable(served.says):
                served.says(self)
            else:
                send(self, completion(served.says))

        def log_message(self, *_: object) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    served.url = f"http://127.0.0.1:{listening.server_address[1]}/v1"
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


PROXIES = tuple(name for kind in ("http", "https", "all") for name in (f"{kind}_proxy", f"{kind}_proxy".upper()))
"""Settings that would send what is meant for this machine elsewhere."""
