"""Pages that are told to stop do stop, also while they start; a door of another can be theirs."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from app.serving import Door
from tests.support.ports import free_port

PATIENCE = 20


SLOW_COPY = "import os, time; os.register_at_fork(after_in_child=lambda: time.sleep(1)); "
"""Makes a web process that begins wait before it does anything, as on a busy machine."""


@pytest.fixture
def starting(tmp_path, request):
    """Pages of an installation whose database does not answer; seen the moment they split up."""
    asked = f"Door('127.0.0.1', {free_port()}), workers=2"
    program = f"from app.serving import Door, serve_pages; serve_pages({asked})"
    program = getattr(request, "param", "") + program
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


def _wait_for_two(pages):
    until = time.monotonic() + PATIENCE
    while len(_children(pages)) < 2:
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize("later", [0, 0.3, 0.6])
def test_pages_that_are_starting_can_be_stopped(starting, later):
    """Seconds after the second web process began, in which it still imports the application."""
    _wait_for_two(starting)
    time.sleep(later)

    starting.terminate()

    starting.wait(PATIENCE)
    assert starting.returncode == 0


@pytest.mark.parametrize("starting", [SLOW_COPY], indirect=True)
def test_a_stop_is_heard_by_a_process_that_has_hardly_begun(starting):
    _wait_for_two(starting)

    starting.terminate()

    starting.wait(PATIENCE)
    assert starting.returncode == 0


@pytest.fixture
def door():
    """A socket that stays open while the pages behind it start anew, as systemd keeps one."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as held:
        yield held


@pytest.mark.parametrize("written", ["fd:9999", "fd:x", "8000:", "127.0.0.1", "fd:-1", "fd:٣"])
def test_a_door_that_is_none_is_named(written):
    with pytest.raises(ValueError, match=r"fd:|No socket"):
        Door.read(written)


def test_a_file_is_no_door(tmp_path):
    with (tmp_path / "file").open("w") as file, pytest.raises(ValueError, match="No socket"):
        Door.read(f"fd:{file.fileno()}")


def test_a_door_that_was_handed_on_tells_its_address(door):
    found = Door.read(f"fd:{door.fileno()}")

    assert (found.host, found.port, found.is_handed) == ("127.0.0.1", door.fileno(), True)
    assert Door.read(":8000") == Door("127.0.0.1", 8000)
