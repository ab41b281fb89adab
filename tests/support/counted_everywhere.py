"""A plugin of pytest: with ``--counted`` every test is held to what stands in the log.

Whatever the product changes in the transaction of a test, by a request, a job or a verb, has its
line, and no line is without its change. At the end it tells which routes were seen changing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import pytest
from flask import Flask, Response, request, request_finished
from sqlalchemy import Engine

from tests.support.database import OneTransaction
from tests.support.expected_lines import SERVED
from tests.support.written_down import SET_UP, Counted

_changing: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let one count in all tests."""
    parser.addoption("--counted", action="store_true", help="count changes and lines everywhere")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell which routes changed something and wrote it down."""
    if _changing:
        terminalreporter.write_line(f"{len(_changing)} routes changed something:")
        terminalreporter.write_line(" ".join(sorted(_changing)))


@pytest.fixture(scope="session")
def counting_everywhere(
    pytestconfig: pytest.Config, owner_engine: Engine
) -> Callable[[OneTransaction], AbstractContextManager[None]]:
    """What the transaction of each test is put in: nothing, unless one asked to count."""
    if not pytestconfig.getoption("--counted"):
        return nullcontext
    with owner_engine.begin() as owner:
        owner.connection.driver_connection.execute(SET_UP)
    return _counted


@contextmanager
def _counted(transaction: OneTransaction) -> Iterator[None]:
    """Count what is done in a transaction, and say what is wrong with it."""
    served: set[str] = set()

    def note(_app: Flask, **told: Response) -> None:
        is_read = request.method == "GET" and told["response"].status_code == 200
        if is_read and request.endpoint in SERVED:
            served.add(request.endpoint)

    with Counted(transaction).counting() as counted, request_finished.connected_to(note):
        yield
        units = counted.units()
    _changing.update(each.route for each in units if each.changed and each.route)
    lines = {line for each in units for line in each.lines}
    faults = [f"{each.route}: {each.fault}" for each in units if each.fault]
    faults += [f"{each}: read without a line" for each in served if SERVED[each] not in lines]
    assert not faults, faults
