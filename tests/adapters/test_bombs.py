"""Bombs and files of two kinds: each is refused, soon, and whoever looks at them stays small."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.adapters.inspection import Reason, UnacceptableFile, inspect
from app.importing.refusals import SENTENCES
from tests.support import files
from tests.support.bombs import BOMBS, LIES, gif, tiff
from tests.support.documents import pdf_of, picture_of

LOOK = """
import json, resource, sys, time, types
from pathlib import Path
memory = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
app = types.ModuleType("app")
app.__path__ = [sys.argv[2]]
sys.modules["app"] = app
from app.adapters.inspection import UnacceptableFile, inspect

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024

before, found = peak(), {}
for name in sys.argv[3:]:
    started = time.process_time()
    try:
        answer = inspect(Path(name), Path(name).name).extension
    except UnacceptableFile as fault:
        answer = fault.reason.value
    found[name] = (answer, time.process_time() - started)
print(json.dumps({"growth": peak() - before, "found": found}))
"""
MEMORY = 512 << 20
MOST_GROWTH = 64 << 20
MOST_SECONDS = 5.0
ONLY_BROKEN = {
    "lies about its size",
    "climbs out",
    "starts at the root",
    "climbs out backwards",
    "climbs out inside",
    "tiff that goes round",
}
"""What the sentence calls damaged; of all others it says what is too much."""
APP = Path(__file__).parents[2] / "app"


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory):
    """All bombs, looked at one after the other by one process with little memory."""
    folder, names = tmp_path_factory.mktemp("bombs"), {}
    for number, (label, (name, make)) in enumerate(BOMBS.items()):
        place = folder / str(number)
        place.mkdir()
        (place / name).write_bytes(make())
        names[str(place / name)] = label
    command = [sys.executable, "-I", "-c", LOOK, str(MEMORY), str(APP), *names]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    answer = json.loads(done.stdout)
    answer["found"] = {names[name]: found for name, found in answer["found"].items()}
    return answer


def test_there_are_enough_of_them():
    assert len(BOMBS) >= 40


@pytest.mark.parametrize("label", BOMBS)
def test_a_bomb_is_refused_soon_with_a_sentence(looked_at, label):
    reason, seconds = looked_at["found"][label]

    assert str(SENTENCES[Reason(reason)]).endswith(".")
    assert (reason == "broken") is (label in ONLY_BROKEN)
    assert seconds < MOST_SECONDS


def test_whoever_looks_at_them_stays_small(looked_at):
    assert looked_at["growth"] < MOST_GROWTH


@pytest.mark.parametrize("case", LIES.values(), ids=LIES)
def test_a_file_of_two_kinds_or_under_a_wrong_name_is_refused(tmp_path, case):
    name, content = case
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnacceptableFile) as caught:
        inspect(tmp_path / name, name)
    assert caught.value.reason in SENTENCES


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.gif", gif(9, 9, frames=40)),
        ("a.gif", picture_of("GIF")),
        ("a.webp", picture_of("WEBP")),
        ("a.tiff", picture_of("TIFF")),
        ("a.tif", tiff(9, 9, pages=40)),
        ("a.pdf", pdf_of(30)),
        ("a.docx", files.office("docx", {"word/a.zip": files.archive({"a": b"x" * 9})})),
    ],
)
def test_honest_ones_still_come_in(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    assert inspect(tmp_path / name, name).clean_name == name
