"""Where one request ends and the next begins is read in one way, or the line is cut.

Bytes that can be read in two ways go over bare connections to the server that the product is
served with, and to nginx with the file we give in front of it. What would be a request of its own
for who reads them the other way never reaches the application.

Source: OWASP ASVS 5.0.0, 4.2.1; RFC 9112, 5.2, 6.1 to 6.3 and 7.1.
"""

import os
import re
import socket
import ssl
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.house.sources import ROOT
from tests.house.test_operating import NEEDS_NGINX, site_in
from tests.support.ports import free_port, wait_for_port

START = b"POST /first HTTP/1.1\r\nHost: x\r\n"
HIDDEN = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
SIZE = len(HIDDEN)
CHUNKED = START + b"Transfer-Encoding: chunked\r\n"
DOUBTFUL = {
    "a length and chunks": CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n",
    "chunks and a length": START
    + b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % (5 + SIZE),
    "two lengths": START + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % SIZE,
    "two lengths, the other first": START
    + b"Content-Length: %d\r\nContent-Length: 0\r\n\r\n" % SIZE,
    "two lengths in one": START + b"Content-Length: 0, %d\r\n\r\n" % SIZE,
    "a length with a plus": START + b"Content-Length: +%d\r\n\r\n" % SIZE,
    "a length below nothing": START + b"Content-Length: -1\r\n\r\n",
    "a length in sixteens": START + b"Content-Length: 0x5\r\n\r\n",
    "a length beyond counting": START + b"Content-Length: " + b"9" * 25 + b"\r\n\r\n",
    "a length with a space before its colon": START + b"Content-Length : %d\r\n\r\n" % SIZE,
    "a length on a folded line": START + b"Content-Length:\r\n %d\r\n\r\n" % SIZE,
    "chunks on a folded line": START + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "any folded line": START + b"X-A: b\r\n c\r\nContent-Length: 0\r\n\r\n",
    "an unknown coding": START + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "no coding": START + b"Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n",
    "chunks that are not the last coding": START
    + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "two codings": CHUNKED + b"Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "a coding after a control sign": START + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "a coding with a space before its colon": START
    + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "chunks in the older protocol": CHUNKED.replace(b"1.1", b"1.0") + b"\r\n0\r\n\r\n",
    "a chunk below nothing": CHUNKED + b"\r\n-1\r\n\r\n",
    "a chunk in sixteens with a sign": CHUNKED + b"\r\n0x5\r\nabcde\r\n0\r\n\r\n",
    "a chunk beyond counting": CHUNKED + b"\r\nfffffffffffffffff\r\n",
    "a chunk of no length": CHUNKED + b"\r\nzz\r\n\r\n",
    "a chunk that ends elsewhere": CHUNKED + b"\r\n3\r\nabcX0\r\n\r\n",
    "chunks with bare ends of lines": CHUNKED + b"\r\n3\nabc\n0\n\n",
    "a chunk with a broken addition": CHUNKED + b"\r\n3;a\nb\r\nabc\r\n0\r\n\r\n",
    "a bare return in a header": START + b"X-A: a\rContent-Length: 3\r\n\r\n",
    "a zero sign in a header": START + b"X-A: a\0b\r\nContent-Length: 0\r\n\r\n",
}
"""Each is followed by a whole request, which is hidden in one of its readings."""
CLEAR = {
    "a length": (START + b"Content-Length: 3\r\n\r\nabc", 3),
    "chunks": (CHUNKED + b"\r\n3\r\nabc\r\n0\r\n\r\n", 3),
    "chunks with an addition": (CHUNKED + b"\r\n3;a=b\r\nabc\r\n0\r\n\r\n", 3),
    "a request in a body": (START + b"Content-Length: %d\r\n\r\n" % SIZE + HIDDEN, SIZE),
}


@contextmanager
def running(command, **more):
    """Run a program until the block ends."""
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **more}) as process:
        try:
            yield
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The server of the product in front of an application that tells; gives port and lines."""
    seen, port = tmp_path_factory.mktemp("seen") / "lines", free_port()
    telling = "tests.support.telling:application"
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.serving", telling, str(port)]
    with running(command, SEEN=str(seen)):
        wait_for_port(port)
        yield port, seen


@pytest.fixture(scope="module")
def before_it(served, tmp_path_factory):
    """Nginx with our file in front of that server; gives its port."""
    folder, plain, secure = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    site = site_in(folder, port_80=plain, port_443=secure, port_8000=served[0])
    with running(["nginx", "-c", str(site), "-g", "daemon off;"]):
        wait_for_port(secure)
        yield secure


def spoken(line, sent):
    """Send bytes; return the statuses that came back, and whether the line was cut."""
    line.settimeout(1)
    got, is_cut = b"", False
    try:
        line.sendall(sent)
        while not is_cut:
            piece = line.recv(65536)
            got, is_cut = got + piece, not piece
    except TimeoutError:
        pass
    except OSError:
        is_cut = True
    return [int(each) for each in re.findall(rb"HTTP/1\.[01] (\d+)", got)], is_cut


def seen_after(seen, ask):
    """Do something; return what was told, and the lines that the application saw of it."""
    seen.write_text("")
    told = ask()
    return told, seen.read_text().splitlines()


@pytest.mark.parametrize("how", DOUBTFUL)
def test_what_can_be_read_in_two_ways_ends_the_line(served, how):
    port, seen = served

    def ask():
        with socket.create_connection(("127.0.0.1", port), 10) as line:
            return spoken(line, DOUBTFUL[how] + HIDDEN)

    (statuses, is_cut), lines = seen_after(seen, ask)

    assert (len(statuses), is_cut) == (1, True)
    assert lines == ([] if statuses == [400] else ["POST /first 0"])


@pytest.mark.parametrize("how", CLEAR)
def test_what_is_clear_is_read_whole_and_what_follows_too(served, how):
    """The proof that the tests around it would see a second request."""
    (port, seen), (sent, size) = served, CLEAR[how]

    def ask():
        with socket.create_connection(("127.0.0.1", port), 10) as line:
            return spoken(line, sent + HIDDEN)

    told, lines = seen_after(seen, ask)

    assert told == ([200, 200], False)
    assert lines == [f"POST /first {size}", "GET /smuggled 0"]


@NEEDS_NGINX
@pytest.mark.parametrize("how", DOUBTFUL)
def test_nor_does_it_pass_the_proxy_in_front(served, before_it, how):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    def ask():
        plain = socket.create_connection(("127.0.0.1", before_it), 10)
        with context.wrap_socket(plain) as line:
            return spoken(line, DOUBTFUL[how] + HIDDEN)

    (statuses, _is_cut), lines = seen_after(served[1], ask)

    assert statuses[0] in (200, 400, 501)
    assert len(lines) == statuses.count(200), "The application saw what nginx did not send on"
    if statuses != [200, 200]:
        assert "GET /smuggled 0" not in lines
