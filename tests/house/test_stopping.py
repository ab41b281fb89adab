"""Pages that are told to stop do stop, also while their web processes are still starting."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.ports import free_port

PATIENCE = 20


@pytest.fixture
def starting(tmp_path):
    """Pages of an installation whose database does not answer; seen the moment they split up."""
    asked = f"host='127.0.0.1', port={free_port()}, workers=2"
    program = f"from app.serving import serve_pages; serve_pages({asked})"
    nowhere = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
    environment = {
        "SAMENZICHT_DATA": str(tmp_path),
        "SAMENZICHT_DATABASE_URL": nowhere,
        "SAMENZICHT_KEEPER_DATABASE_URL": nowhere,
    }
    command = [sys.executable, "-c", program]
    with subprocess.Popen(
        command, env={**os.environ, **environment}, start_new_session=True
    ) as pages:
        yield pages
        with suppress(ProcessLookupError):
            os.killpg(pages.pid, signal.SIGKILL)


def _children(pages):
    return Path(f"/proc/{pages.pid}/task/{pages.pid}/children").read_text().split()


@pytest.mark.parametrize("later", [0, 0.3, 0.6])
def test_pages_that_are_starting_can_be_stopped(starting, later):
    """Seconds after the second web process began, in which it still imports the application."""
    until = time.monotonic() + PATIENCE
    while len(_children(starting)) < 2:
        assert time.monotonic() < until
        time.sleep(0.01)
    time.sleep(later)

    starting.terminate()

    starting.wait(10)
    assert starting.returncode == 0
