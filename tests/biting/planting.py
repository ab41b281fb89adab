"""Plants each fault of a module in a process of its own, and runs the tests that pass its line.

The tests run once without a fault, while it is noted which of them pass which line. Then this
process, with its database and all that stands for a whole run, is copied for each fault; in the
copy the functions that hold it get their code anew. A fault that counts only while a module is
loaded is planted by `tests.biting.loading` instead.
"""

from __future__ import annotations

import ast
import gc
import json
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType

import coverage
import pytest
from _pytest.runner import runtestprotocol
from sqlalchemy import Engine

from app.kernel.sql import forget_kept
from tests.biting.faults import Fault, faults_in, planted
from tests.biting.loading import MOST_BYTES

WHEN_LOADED = "counts when loaded"
"""The outcome of a fault that no test passes once the module stands."""
AT_LEAST, TIMES, AT_MOST = 8, 3, 45
"""Seconds that a copy gets: at least, so many times those without a fault, and at most."""


class Planter:
    """Runs the tests of a session once for each fault of a module, in copies."""

    def __init__(self, path: Path, told: Path) -> None:
        self._path, self._told = path.resolve(), told
        self._took: dict[str, float] = {}
        self._passing: dict[int, list[str]] = {}
        self._alive: list[FunctionType] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of running each test once."""
        self._without_faults(session)
        if session.testsfailed:
            raise session.Failed("without a fault not all tests pass")
        gc.unfreeze()
        self._alive = _functions_of(self._path)
        _let_go_of_databases()
        gc.freeze()
        by_name = {each.nodeid: each for each in session.items}
        with self._told.open("a") as told:
            for number, fault in enumerate(faults_in(ast.parse(self._path.read_text()))):
                began = time.monotonic()
                chosen = [by_name[name] for name in self._names_for(fault)]
                if fault.is_inside and chosen:
                    outcome = self._judge(session, number, chosen)
                else:
                    outcome = WHEN_LOADED
                told.write(_line(self._path, number, fault, outcome, time.monotonic() - began))
                told.flush()
        return True

    def _without_faults(self, session: pytest.Session) -> None:
        measured = coverage.Coverage(
            data_file=None, include=[str(self._path)], config_file=False, branch=False
        )
        measured.start()
        items = session.items
        for at, item in enumerate(items):
            forget_kept()
            measured.switch_context(item.nodeid)
            began = time.monotonic()
            following = items[at + 1] if at + 1 < len(items) else items[0]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self._took[item.nodeid] = time.monotonic() - began
        measured.stop()
        data = measured.get_data()
        found = data.contexts_by_lineno(str(self._path))
        self._passing = {line: [each for each in names if each] for line, names in found.items()}

    def _names_for(self, fault: Fault) -> list[str]:
        first, last = fault.lines
        lines = range(first, last + 1)
        names = {name for line in lines for name in self._passing.get(line, ())}
        return sorted(names, key=self._took.__getitem__)

    def _judge(self, session: pytest.Session, number: int, chosen: list[pytest.Item]) -> str:
        child = os.fork()
        if child == 0:
            give = partial(give_code_anew, self._alive, self._path, number)
            _be_copy(session, give, chosen)
        longest = min(AT_MOST, AT_LEAST + TIMES * sum(self._took[x.nodeid] for x in chosen))
        return _outcome(child, longest)


def _be_copy(session: pytest.Session, give: Callable[[], None], chosen: list[pytest.Item]) -> None:
    """Plant the fault, run the tests, and end with what they said; never return."""
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    status = 3
    try:
        give()
        forget_kept()
        for each in chosen:
            _leave_unshrunk(each)
        session._setupstate.teardown_exact(chosen[0])
        status = 1 if _is_seen(chosen) else 0
    except BaseException:  # noqa: BLE001  # a copy that cannot run says so by its status alone
        status = 3
    finally:
        os._exit(status)


def _is_seen(chosen: list[pytest.Item]) -> bool:
    for at, item in enumerate(chosen):
        # What stands for the whole run is of the process this is a copy of: it is not taken down.
        following = chosen[at + 1] if at + 1 < len(chosen) else item
        if any(each.failed for each in runtestprotocol(item, log=False, nextitem=following)):
            return True
    return False


def _outcome(child: int, longest: float) -> str:
    until = time.monotonic() + longest
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            said = {0: "survived", 1: "seen"}
            return said.get(os.waitstatus_to_exitcode(status), f"broke off ({status})")
        time.sleep(0.01)
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "seen (it went on and on)"


def _leave_unshrunk(item: pytest.Item) -> None:
    """Let Hypothesis end at the first example that fails: here it does not matter which."""
    from hypothesis import Phase, settings  # pytest first has to have its hand in it

    function = getattr(getattr(item, "obj", None), "__func__", getattr(item, "obj", None))
    given = getattr(function, "_hypothesis_internal_use_settings", None)
    if given is not None:
        phases = (Phase.explicit, Phase.reuse, Phase.generate)
        found = settings(given, phases=phases, database=None)
        function._hypothesis_internal_use_settings = found  # type: ignore[union-attr]  # a function takes attributes


def _functions_of(path: Path) -> list[FunctionType]:
    """Return every function that was made of a file, wherever it is held."""
    return [
        each
        for each in gc.get_objects()
        if isinstance(each, FunctionType) and each.__code__.co_filename == str(path)
    ]


def _let_go_of_databases() -> None:
    """Close what is open, so that no copy speaks on a line of another."""
    for each in gc.get_objects():
        if isinstance(each, Engine):
            each.dispose()


def give_code_anew(alive: list[FunctionType], path: Path, number: int) -> None:
    """Give every function of a file its code with a fault in it."""
    module = compile(planted(path, number), str(path), "exec")
    new = {(each.co_qualname, each.co_firstlineno): each for each in _codes(module)}
    for each in alive:
        code = new[each.__code__.co_qualname, each.__code__.co_firstlineno]
        if len(code.co_freevars) == len(each.__code__.co_freevars):
            each.__code__ = code


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


def _line(path: Path, number: int, fault: Fault, outcome: str, took: float) -> str:
    said = {
        "module": str(path.relative_to(Path.cwd())),
        "number": number,
        "line": fault.lines[0],
        "text": path.read_text().splitlines()[fault.lines[0] - 1].strip(),
        "says": fault.says,
        "outcome": outcome,
        "took": round(took, 2),
    }
    return json.dumps(said, ensure_ascii=False) + "\n"
