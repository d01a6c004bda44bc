"""A publisher's web site on the loopback that does what it is told: serves files, lies, stalls, cuts off, leads on.

It runs in a thread of its own, because the updater has an event loop of its own. Tests put files and manners by path
and read back what was asked, with its headers. A stalled reply ends when the double is closed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Reply:
    """What one path answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    says_bytes: int | None = None
    """The length that it announces; -1 for none, None for the true one."""
    stalls_after: int | None = None
    """So many bytes of the body are sent, then nothing more, and the connection stays open."""
    etag: bool = True
    """Whether the file is told by a mark, and "not changed" to one who knows the mark."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]


class PublisherDouble:
    """Set `replies` by path; read `asked`."""

    def __init__(self, address: str) -> None:
        self.address = address
        """With a slash at its end."""
        self.replies: dict[str, Reply] = {}
        self.asked: list[Asked] = []
        self.more = threading.Condition()
        """Told of each request."""
        self.closing = threading.Event()

    def serve(self, path: str, text: str, **manners: object) -> None:
        """Answer a path with a text."""
        self.replies[path] = Reply(text.encode(), **manners)  # type: ignore[arg-type]

    def wait_for(self, requests: int) -> None:
        """Wait until it was asked so often in all."""
        with self.more:
            assert self.more.wait_for(lambda: len(self.asked) >= requests, 30), self.asked

    def conditions(self) -> list[str | None]:
        """The marks that each request named."""
        return [asked.headers.get("If-None-Match") for asked in self.asked]


@contextmanager
def publisher_double() -> Iterator[PublisherDouble]:
    """A running double on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with double.more:
                double.asked.append(Asked(self.path, dict(self.headers)))
                double.more.notify_all()
            reply = double.replies.get(self.path.removeprefix("/"), Reply(status=404))
            with suppress(ConnectionError):
                self._answer(reply)

        def _answer(self, reply: Reply) -> None:
            mark = f'"{sha256(reply.body).hexdigest()[:8]}"'
            known = reply.etag and reply.status == 200 and self.headers.get("If-None-Match") == mark
            body = b"" if known else reply.body
            self.send_response(304 if known else reply.status)
            for header, value in reply.headers.items():
                self.send_header(header, value)
            if reply.etag and reply.status == 200:
                self.send_header("ETag", mark)
            if reply.says_bytes != -1:
                self.send_header("Content-Length", str(len(body) if reply.says_bytes is None else reply.says_bytes))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body[: reply.stalls_after])
            self.wfile.flush()
            if reply.stalls_after is not None:
                double.closing.wait(30)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    double = PublisherDouble(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="publisher-double")
    thread.start()
    try:
        yield double
    finally:
        double.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
