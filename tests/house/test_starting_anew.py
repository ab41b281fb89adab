"""Pages start anew behind the operator's proxy, and nobody who comes meanwhile is turned away."""

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress

import pytest

from tests.support.nginx import NEEDS_NGINX, nginx, running, site_in
from tests.support.ports import free_port, wait_for_port

PATIENCE = 40
TIMES = 2
VISITORS = ("GET", "POST", "GET")
ANSWERED = {200, 404}
"""What the page of the pulse says; a POST finds nothing there."""


@pytest.fixture
def door():
    """A socket that stays open while the pages behind it start anew, as systemd keeps one."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as held:
        yield held


@pytest.fixture
def proxy(door, tmp_path):
    """The proxy before the door; gives its port."""
    plain, secure = free_port(), free_port()
    site = site_in(tmp_path, port_80=plain, port_443=secure, port_8000=door.getsockname()[1])
    with running(nginx(site)):
        wait_for_port(secure)
        yield secure


@pytest.fixture
def serve(door, tmp_path):
    """Start pages behind the door; they know no database, which they need not for this."""
    begun = []
    nowhere = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
    environment = {
        "SAMENZICHT_DATA": str(tmp_path / "data"),
        "SAMENZICHT_DATABASE_URL": nowhere,
        "SAMENZICHT_KEEPER_DATABASE_URL": nowhere,
        "SAMENZICHT_RATE_LIMITS": "false",
    }
    program = (
        "from app.serving import Door, serve_pages;"
        f" serve_pages(Door.read('fd:{door.fileno()}'), workers=2)"
    )

    def start():
        pages = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", program],
            env={**os.environ, **environment},
            pass_fds=[door.fileno()],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        begun.append(pages)
        return pages

    yield start
    for each in begun:
        with suppress(ProcessLookupError):
            os.killpg(each.pid, signal.SIGKILL)
        each.wait()


@pytest.fixture
def visitors(proxy):
    """Some who ask all the time, each on new connections; gives what they were answered."""
    answers, is_over = Counter(), threading.Event()
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    def ask(method):
        while not is_over.is_set():
            one = http.client.HTTPSConnection("127.0.0.1", proxy, timeout=90, context=context)
            try:
                one.request(method, "/healthz")
                answers[one.getresponse().status] += 1
            except (OSError, http.client.HTTPException) as fault:
                answers[type(fault).__name__] += 1
            finally:
                one.close()

    people = [threading.Thread(target=ask, args=[method]) for method in VISITORS]

    def end():
        is_over.set()
        for each in people:
            each.join()

    for each in people:
        each.start()
    yield answers, end
    end()


@NEEDS_NGINX
def test_who_comes_while_the_pages_start_anew_waits_and_is_answered(serve, visitors):
    answers, end = visitors
    pages = serve()
    for _time in range(TIMES):
        before, until = answers[200], time.monotonic() + PATIENCE
        while answers[200] < before + 30:
            assert time.monotonic() < until, answers
            time.sleep(0.01)
        pages.terminate()
        pages.wait(PATIENCE)
        pages = serve()
    end()

    assert set(answers) == ANSWERED


@NEEDS_NGINX
def test_when_nothing_answers_the_page_says_so_in_plain_words(proxy, door):
    door.close()
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    one = http.client.HTTPSConnection("127.0.0.1", proxy, timeout=20, context=context)
    one.request("GET", "/")
    answer = one.getresponse()
    told = answer.read().decode()
    one.close()

    assert answer.status == 502
    assert "wat je typte, staat er nog" in told
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script" not in answer.headers["Content-Security-Policy"]
