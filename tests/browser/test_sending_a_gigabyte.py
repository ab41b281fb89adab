"""A file of 1 GiB from a real browser, over three cuts of the line; the server's memory stays flat.

For `make torture`: it takes some minutes and three gigabytes of disk."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Demonstration, demonstrating
from tests.browser.people import PersonAtBrowser
from tests.browser.test_sending_files import choose, row_of
from tests.browser.test_sending_survives import Line, documents, make_line, memory_of, pages_of
from tests.browser.walk import PLACE

SIZE = 1 << 30
CUTS = (20, 45, 75)
"""At which percentages the line is cut."""
MOST_GROWTH = 64 << 20
PATIENCE_MS = 900_000
RESULTS = Path(__file__).parents[2] / "test-results"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """A demonstration that takes files of this size."""
    data = tmp_path_factory.mktemp("large") / "data"
    with demonstrating(data, max_upload=2 * SIZE) as running:
        yield running


@pytest.fixture(scope="module")
def line(demonstration: Demonstration) -> Line:
    """Burak's program."""
    return make_line(demonstration)


class Watcher(threading.Thread):
    """Keeps the highest memory of some processes, each by itself."""

    def __init__(self, pids: list[int]) -> None:
        super().__init__(daemon=True)
        self.before = {pid: memory_of([pid]) for pid in pids}
        self.highest = dict(self.before)
        self.is_over = threading.Event()

    def run(self) -> None:
        while not self.is_over.wait(0.1):
            for pid in self.highest:
                self.highest[pid] = max(self.highest[pid], memory_of([pid]))

    @property
    def growth(self) -> int:
        """By how many bytes all together grew at most."""
        return sum(self.highest.values()) - sum(self.before.values())


def large_text(path: Path) -> str:
    """Write the file, no two stretches of which are the same, and return its hash."""
    digest, block = hashlib.sha256(), 1 << 20
    with path.open("wb") as file:
        for number in range(SIZE // block):
            seed = hashlib.sha256(str(number).encode()).hexdigest().encode()
            piece = (seed + b"\n") * (block // (len(seed) + 1) + 1)
            file.write(piece[:block])
            digest.update(piece[:block])
    return digest.hexdigest()


@pytest.fixture
def burak(new_window, tmp_path) -> PersonAtBrowser:
    """Burak at the documents, after a first small file: what is loaded once is loaded."""
    person = PersonAtBrowser(new_window(), "b.demirtas", "igj")
    person.sign_in()
    person.page.goto(f"{PLACE}/documents")
    small = tmp_path / "Eerst een kleine.txt"
    small.write_text("Een regel.\n")
    choose(person.page, small)
    expect(row_of(person.page, small.name)).to_contain_text("Opgeslagen", timeout=PATIENCE_MS)
    return person


def cut_the_line(burak: PersonAtBrowser, bar: Locator, percentage: int) -> None:
    """Wait until so much has been sent, and be without a line for a moment."""
    expect(bar).to_be_visible(timeout=PATIENCE_MS)
    burak.page.wait_for_function(
        "([bar, least]) => bar.position * 100 >= least",
        arg=[bar.element_handle(), percentage],
        timeout=PATIENCE_MS,
    )
    burak.context.set_offline(True)
    burak.page.wait_for_timeout(1500)
    burak.context.set_offline(False)


@pytest.mark.torture
def test_a_gigabyte_goes_on_over_three_cuts(burak, demonstration, line, tmp_path) -> None:
    file = tmp_path / "Camerabeelden.txt"
    digest, offsets = large_text(file), []
    watcher = Watcher(pages_of(demonstration))
    watcher.start()
    begin = time.monotonic()
    burak.page.on(
        "request",
        lambda asked: asked.method == "PATCH" and offsets.append(asked.headers["upload-offset"]),
    )

    choose(burak.page, file)
    row = row_of(burak.page, file.name)
    for percentage in CUTS:
        cut_the_line(burak, row.locator("progress"), percentage)
    expect(row).to_contain_text("Opgeslagen", timeout=PATIENCE_MS)
    taken = time.monotonic() - begin
    watcher.is_over.set()
    watcher.join()

    (found,) = documents(line, "Camerabeelden")
    told = {
        "seconds": round(taken, 1),
        "parts": len(offsets),
        "growth_mib": round(watcher.growth / (1 << 20), 1),
        "again": len(offsets) - len(set(offsets)),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "gigabyte.json").write_text(json.dumps(told))
    assert (found["sha256"], found["size"]) == (digest, SIZE)
    assert watcher.growth < MOST_GROWTH, told
