"""A process of its own for work on bytes that came from outside: little time, little memory.

What comes in may be made to hurt whoever reads it. So the reading, drawing and setting happens in a
child that can only lose itself: bounded in time, memory and files, without our environment, and
where bubblewrap works also without network, files or other processes. Bytes go in, bytes come out.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.kernel.errors import OutOfOrder

INSIDE = Path(__file__).with_name("inside.py")
_APP = Path(__file__).parents[2]
_READ_ONLY = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")
_PIECE = 1 << 18
_ENDS_FOR_TIME = {-9, -24, 137, 152}
"""Killed, or out of the processor time it may use; the same as a shell around it says them."""


class CageBroke(Exception):
    """The child ended without an answer; `is_slow` tells that it took too long."""

    def __init__(self, *, is_slow: bool) -> None:
        super().__init__("too slow" if is_slow else "broke")
        self.is_slow = is_slow


class NoWalls(OutOfOrder):
    """Walls are demanded here and cannot be put now; nothing was read, and later it may be."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a child may use."""

    seconds: int = 20
    """Of processor time."""
    wall_seconds: float = 40.0
    memory_bytes: int = 1 << 30
    answer_bytes: int | None = None
    """What is longer is no answer; None where it is as long as what went in."""


def answer_of(
    module: str, *args: str, content: Iterable[bytes], bounds: Bounds | None = None
) -> bytes:
    """Return all that a module's `main` writes about some content.

    Raises:
        CageBroke: it ended without an answer.
        NoWalls: they are demanded, and cannot be put.
    """
    return b"".join(pieces_of(module, *args, content=content, bounds=bounds))


def pieces_of(
    module: str, *args: str, content: Iterable[bytes], bounds: Bounds | None = None
) -> Iterator[bytes]:
    """Yield what a module's `main` writes about some content, as it comes.

    Args:
        module: one of ours under `app.adapters`, which imports nothing but these.

    Raises:
        CageBroke: it ended before its answer was complete.
        NoWalls: they are demanded, and cannot be put.
    """
    bounds = bounds or Bounds()
    walls = _walls()
    if _demands and not walls:
        raise NoWalls("no walls can be put around what reads files from outside")
    command = [*walls, sys.executable, "-I", str(INSIDE), str(bounds.seconds)]
    child = subprocess.Popen(
        [*command, str(bounds.memory_bytes), module, *args],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
    )
    with _fed(child, content), _ended_after(child, bounds.wall_seconds):
        if child.stdout is not None:
            came = 0
            while piece := os.read(child.stdout.fileno(), _PIECE):
                came += len(piece)
                if bounds.answer_bytes is not None and came > bounds.answer_bytes:
                    raise CageBroke(is_slow=False)
                yield piece
        child.wait()
    if child.returncode:
        raise CageBroke(is_slow=child.returncode in _ENDS_FOR_TIME)


@contextmanager
def _fed(child: subprocess.Popen[bytes], content: Iterable[bytes]) -> Iterator[None]:
    """Write the content from a thread, so that neither side waits for the other for ever."""
    faults: list[Exception] = []

    def feed() -> None:
        try:
            with child.stdin or io.BytesIO() as stdin:
                for piece in content:
                    stdin.write(piece)
        except BrokenPipeError:
            # The child read enough; how it ended tells the rest.
            return
        except Exception as fault:  # noqa: BLE001 - raised below, in the thread that asked
            faults.append(fault)

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    yield
    feeder.join()
    if faults:
        raise faults[0]


@contextmanager
def _ended_after(child: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    """End the child when time is up, and in any case when the block ends."""
    timer = threading.Timer(seconds, child.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if child.poll() is None:
            child.kill()
            child.wait()
        if child.stdout is not None:
            child.stdout.close()


def demand_walls(*, are_demanded: bool) -> None:
    """Let this process read nothing from outside without walls, or have them where they can be."""
    _demands.clear()
    if are_demanded:
        _demands.add("walls")


def has_walls() -> bool:
    """Tell whether walls can be put around a child here."""
    return bool(_walls())


def _walls() -> tuple[str, ...]:
    """Return the command that puts walls around a child; nothing where none can be put.

    Only what works is remembered: that it failed once, on a machine that was busy, is no reason to
    go without for as long as this process lives.
    """
    program = shutil.which("bwrap")
    if program is None:
        return ()
    if program not in _standing and (walls := _try(program)):
        _standing[program] = walls
    return _standing.get(program, ())


_standing: dict[str, tuple[str, ...]] = {}
_demands: set[str] = set()
TRIAL_SECONDS = 30


def _try(program: str) -> tuple[str, ...]:
    walls = [program, "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    for folder in dict.fromkeys((*_READ_ONLY, sys.base_prefix, sys.prefix, str(_APP))):
        walls += ["--ro-bind-try", folder, folder]
    walls += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108 - its own, empty  # nosec B108
    trial = [*walls, sys.executable, "-I", "-c", "pass"]
    try:
        tried = subprocess.run(trial, capture_output=True, timeout=TRIAL_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return () if tried.returncode else tuple(walls)
