"""The child: takes its own room to move away, then lets one module look at the bytes it is given.

Run by its path. It makes `app` a mere folder, so that a module of ours can be had without all of
the product coming with it.
"""

from __future__ import annotations

import importlib
import resource
import sys
from pathlib import Path
from types import ModuleType

BROKE = 3
MOST_FILES_OPEN = 64
REACHING_OUT = ("aiohttp",)
"""Libraries that others import to reach the network, which nothing in here can: a third of the time
that pyHanko takes to be there is one it never uses to judge."""


class Absent(ModuleType):
    """In the place of a library that is not there: any class one names, and none does a thing."""

    def __getattr__(self, name: str) -> type:
        return type(name, (), {})


def main() -> int:
    """Bound this process, then hand over."""
    seconds, memory, module, *args = sys.argv[1:]
    _take(resource.RLIMIT_CPU, int(seconds))
    _take(resource.RLIMIT_AS, int(memory))
    _take(resource.RLIMIT_FSIZE, 0)
    _take(resource.RLIMIT_CORE, 0)
    _take(resource.RLIMIT_NOFILE, MOST_FILES_OPEN)
    for name in REACHING_OUT:
        sys.modules[name] = Absent(name)
    bare = ModuleType("app")
    bare.__path__ = [str(Path(__file__).parents[2])]
    sys.modules["app"] = bare
    try:
        importlib.import_module(module).main(sys.stdin.buffer, sys.stdout.buffer, *args)
        sys.stdout.buffer.flush()
    except Exception:  # noqa: BLE001 - whatever the bytes do to who looks, there is no answer
        return BROKE
    return 0


def _take(what: int, most: int) -> None:
    """Give room away; never more than there is left."""
    _soft, hard = resource.getrlimit(what)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (bound, bound))


if __name__ == "__main__":
    sys.exit(main())
