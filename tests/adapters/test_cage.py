"""The cage: a child with little of everything; with walls around it where they can be put."""

import os
import stat
import subprocess
import sys

import pytest

from app.adapters import cage
from app.adapters.cage import Bounds, CageBroke, NoWalls, answer_of
from app.kernel.errors import OutOfOrder


@pytest.fixture(autouse=True)
def fresh_walls():
    cage._standing.clear()
    yield
    cage._standing.clear()


def put_walls(folder, monkeypatch, script):
    """Let a script stand for bubblewrap: it is found first, and notes how it was called."""
    program = folder / "bwrap"
    program.write_text("#!/bin/sh\n" + script)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def answer(megabytes=1, **bounds):
    content = [bytes(1 << 20)] * megabytes
    return answer_of(
        "app.adapters.inspection.parts", "file", content=content, bounds=Bounds(**bounds)
    )


def test_a_child_answers():
    assert answer() == bytes(8)


@pytest.mark.parametrize(
    ("bounds", "is_slow"),
    [({"wall_seconds": 0.01}, True), ({"memory_bytes": 80 << 20, "megabytes": 200}, False)],
    ids=["time", "memory"],
)
def test_a_child_that_needs_more_is_ended(bounds, is_slow):
    with pytest.raises(CageBroke) as caught:
        answer(**bounds)
    assert caught.value.is_slow is is_slow


def test_an_answer_that_is_longer_than_it_may_be_is_none():
    with pytest.raises(CageBroke):
        answer(answer_bytes=7)


def test_a_fault_of_who_gives_the_content_is_told():
    def content():
        yield b"x"
        raise LookupError

    with pytest.raises(LookupError):
        answer_of("app.adapters.inspection.parts", "file", content=content())


def test_where_walls_can_be_put_the_child_is_behind_them(tmp_path, monkeypatch):
    put_walls(
        tmp_path,
        monkeypatch,
        f'echo "$@" >> {tmp_path}/called\n'
        'while [ "$1" != /tmp ]; do shift; done; shift\nexec "$@"\n',
    )

    assert answer() == bytes(8)

    called = (tmp_path / "called").read_text().splitlines()
    assert len(called) == 2
    assert all("--unshare-all --die-with-parent" in each for each in called)
    assert all("--ro-bind-try / " not in each for each in called)


def test_where_no_walls_can_be_put_the_child_has_its_bounds_alone(tmp_path, monkeypatch):
    put_walls(tmp_path, monkeypatch, "exit 1\n")

    assert answer() == bytes(8)
    assert not cage.has_walls()


def test_walls_that_could_not_be_put_once_are_tried_again(tmp_path, monkeypatch):
    put_walls(
        tmp_path,
        monkeypatch,
        f"[ -e {tmp_path}/busy ] && exit 1\n"
        'while [ "$1" != /tmp ]; do shift; done; shift\nexec "$@"\n',
    )
    (tmp_path / "busy").touch()
    assert not cage.has_walls()

    (tmp_path / "busy").unlink()
    assert cage.has_walls()


def test_where_walls_are_demanded_nothing_is_read_without_them(tmp_path, monkeypatch):
    monkeypatch.setattr(cage, "_demands", {"walls"})
    put_walls(tmp_path, monkeypatch, "exit 1\n")

    with pytest.raises(NoWalls):
        answer()

    put_walls(tmp_path, monkeypatch, 'while [ "$1" != /tmp ]; do shift; done; shift\nexec "$@"\n')
    assert answer() == bytes(8)


def test_no_walls_now_is_no_verdict_on_the_file(tmp_path, monkeypatch):
    """What is tried again later must not be taken for a file that cannot be read."""
    monkeypatch.setattr(cage, "_demands", {"walls"})
    put_walls(tmp_path, monkeypatch, "exit 1\n")

    assert issubclass(NoWalls, OutOfOrder)
    assert not issubclass(NoWalls, CageBroke)


def test_a_child_loads_no_library_that_reaches_the_network():
    command = [sys.executable, "-X", "importtime", "-I", str(cage.INSIDE), "20", str(1 << 30)]
    told = subprocess.run(
        [*command, "app.adapters.pades.apart"], input=b"", capture_output=True, check=False
    )
    loaded = {line.rpartition("|")[2].strip() for line in told.stderr.decode().splitlines()}

    assert "pyhanko.sign.signers" in loaded
    assert {each for each in loaded if each.partition(".")[0] in {"aiohttp", "requests"}} == set()
