"""Servers that pretend to be a witness: each answers in a way of its own."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.kernel.audit import notes
from app.kernel.audit.cosigning import Cosigner
from tests.support.cosigners import NAME

Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


def say(handler: BaseHTTPRequestHandler, status: int, body: str, kind: str = "text/plain") -> None:
    """Answer plainly."""
    raw = body.encode()
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(raw)))
    handler.end_headers()
    handler.wfile.write(raw)


@contextmanager
def pretending(post: Answer, get: Answer | None = None) -> Iterator[str]:
    """Serve these answers on this machine; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            post(self, self.rfile.read(int(self.headers["Content-Length"])))

        def do_GET(self) -> None:
            if get is None:
                say(self, 404, "")
            else:
                get(self, b"")

        def log_message(self, *_facts: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def cosign(key: Ed25519PrivateKey, name: str, note: str, *, moment: int | None = None) -> str:
    """Write a cosignature over the text of a note, by the letter of tlog-cosignature."""
    moment = int(time.time()) if moment is None else moment
    text = note.partition("\n\n")[0] + "\n"
    signature = key.sign(f"cosignature/v1\ntime {moment}\n{text}".encode())
    own = Cosigner(name, key.public_key().public_bytes_raw()).key_id
    raw = base64.b64encode(own + moment.to_bytes(8, "big") + signature).decode()
    return f"\u2014 {name} {raw}\n"


def note_in(body: bytes) -> str:
    """Return the checkpoint of a request."""
    return body.decode().partition("\n\n")[2]


KEY = Ed25519PrivateKey.generate()
OTHER = Ed25519PrivateKey.generate()
MINE = Cosigner(NAME, KEY.public_key().public_bytes_raw()).written


def with_wrong_key(handler, body):
    say(handler, 200, cosign(OTHER, NAME, note_in(body)))


def with_wrong_root(handler, body):
    origin, size, _root, *_rest = note_in(body).split("\n")
    other = notes.checkpoint_text(origin, size=int(size), root=b"\x07" * 32)
    say(handler, 200, cosign(KEY, NAME, f"{other}\n"))


def with_an_older_one(handler, body):
    origin, _size, root, *_rest = note_in(body).split("\n")
    say(handler, 200, cosign(KEY, NAME, f"{origin}\n1\n{root}\n\n"))


def with_another_time(handler, body):
    say(handler, 200, cosign(KEY, NAME, note_in(body), moment=int(time.time()) - 86_400))


def with_the_year_40000(handler, body):
    say(handler, 200, cosign(KEY, NAME, note_in(body), moment=2**63 - 1))


def with_fifty_megabytes(handler, body):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/plain")
    handler.end_headers()
    chunk = cosign(KEY, NAME, note_in(body)).encode() + b"x" * 65_536
    try:
        for _ in range(800):
            handler.wfile.write(chunk)
    except OSError:
        return


def with_a_redirect_inwards(handler, _body):
    handler.send_response(307)
    handler.send_header("Location", "http://169.254.169.254/latest/meta-data")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def slowly(handler, _body):
    time.sleep(3)


def with_garbage(handler, _body):
    handler.wfile.write(b"\x00\xff garbage\r\n\r\n")


def with_other_text(handler, _body):
    say(handler, 200, "\u2014 \u2014\n\u2014 x y z\n" * 100)


def with_no_text(handler, _body):
    say(handler, 200, "<html>", kind="text/html")


def with_bytes_that_are_no_text(handler, _body):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/plain")
    handler.send_header("Content-Length", "2")
    handler.end_headers()
    handler.wfile.write(b"\xff\xfe")


def with_an_error(handler, _body):
    say(handler, 503, "")


def forbidden(handler, _body):
    say(handler, 403, "")


def with_no_size(handler, _body):
    say(handler, 409, "9" * 4_000, kind="text/x.tlog.size")


def with_ever_other_sizes(handler, body):
    old = int(body.split(b"\n")[0].split()[1])
    say(handler, 409, f"{1 - old}\n", kind="text/x.tlog.size")
