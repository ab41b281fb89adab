"""The scanner fails at its N-th use, in four ways: the file waits, and is released once it answers.

Bram (IGJ) brings a document that Anna may download. No failure is a verdict of either kind.
"""

from itertools import count

import pytest

from app.adapters import scanner as scanner_module
from app.adapters.scanner import Scanner, ScannerDown
from app.documents.actions import DocumentAction
from app.documents.models import DocumentStatus
from tests.support.documents import rule_for
from tests.support.faulty_line import KINDS, faulty_line
from tests.support.scanning import ScanningLibrary, status_of

CONTENT = b"Wij telden 61 uur.\n"


@pytest.fixture
def library(house, world):
    return ScanningLibrary(house, world)


@pytest.fixture
def line(clamd):
    with faulty_line(int(clamd.address.rpartition(":")[2])) as standing:
        yield standing


@pytest.fixture
def passes(look, line, monkeypatch):
    """Let one use fail while it looks; tell whether there is a verdict all the same."""

    def looking(document, kind, at):
        line.fail(kind, at)
        with monkeypatch.context() as patch:
            patch.setattr(scanner_module, "PATIENCE", 0.25)
            try:
                look(document, scanner=Scanner(f"tcp://127.0.0.1:{line.port}"))
            except ScannerDown:
                return False
            finally:
                line.mend()
        return True

    return looking


@pytest.mark.parametrize("kind", KINDS)
def test_it_waits_and_is_released_in_the_end(browser_of, library, transaction, look, passes, kind):
    anna, bram = browser_of("anna"), browser_of("bram")
    for at in count(1):
        document = library.bring("bram", rule_for("ijenv", "download"), content=CONTENT)
        if passes(document, kind, at):
            break
        assert status_of(transaction, document) == DocumentStatus.RECEIVED
        assert anna.visit(library.address(document)).status == 404
        assert "nog op virussen" in bram.visit(library.address(document)).text("main")

        look(document)
        told = transaction.audited(document.id)
        assert told.count(DocumentAction.RELEASED) == 1
        assert DocumentAction.QUARANTINED not in told
        got = anna.visit(library.address(document, "/content")).response
        assert (got.status_code, got.get_data()) == (200, CONTENT)
    assert at > 1
    assert status_of(transaction, document) == DocumentStatus.RELEASED
