"""The evidence pack of years later: by `openssl` alone, and by our own command, the same is said.

Programs run with the clock of that day (libfaketime). Without it the same is asked of `openssl`
with the moment, and of the command in this process (`test_lasting`).
"""

import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from app.cli import main
from tests.support.ageing import DAY, YEAR, Years

needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
needs_faketime = pytest.mark.skipif(
    not shutil.which("faketime"), reason="faketime is not installed (make test-programs)"
)
SAMENZICHT = Path(sys.executable).parent / "samenzicht"
OK = "Verification: OK"
VERIFY = [
    *("report", "verify", "rapport.pdf", "--trust", "vertrouwen.json"),
    *("--log", "logboek.json", "--json"),
]
PROOF = ["--proof", "bewijsketen.json"]


@pytest.fixture
def report(desk):
    made = desk.frozen()
    desk.sign("wim", made)
    desk.sign("cora", made)
    return made


@pytest.fixture
def years(desk, report, monkeypatch):
    return Years(desk, monkeypatch)


@pytest.fixture
def pack(browser_of, place, report, tmp_path):
    """Take the pack as it is today; return the folder it is unpacked in."""

    def take(name="pack"):
        folder = tmp_path / name
        answer = browser_of("carla").visit(f"{place}/{report}/evidence")
        with ZipFile(io.BytesIO(answer.response.data)) as held:
            held.extractall(folder)
        return folder

    return take


def moment_of(years, ahead):
    return f"{years.begin + ahead:%Y-%m-%d %H:%M:%S}"


def told(folder, words, *, moment):
    """What our command says in a process of its own, on that day."""
    done = subprocess.run(
        ["faketime", moment, SAMENZICHT, *words],
        cwd=folder,
        env={"TZ": "UTC", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    return json.loads(done.stdout)


@needs_faketime
def test_our_command_says_so_on_the_day_itself(years, pack):
    first = pack("first")
    for ahead, expected in (
        (YEAR, "geldig"),
        (3 * YEAR + 5 * DAY, "onbekend"),
        (12 * YEAR, "onbekend"),
    ):
        said = told(first, VERIFY, moment=moment_of(years, ahead))
        assert said["verdict"] == expected, (ahead, said["reasons"])
    assert any("niet op tijd verlengd" in each for each in said["reasons"])

    years.live(10 * YEAR)
    renewed = pack("renewed")
    for ahead, expected in (
        (10 * YEAR, "geldig"),
        (11 * YEAR, "geldig"),
        (14 * YEAR, "onbekend"),
    ):
        said = told(renewed, [*VERIFY, *PROOF], moment=moment_of(years, ahead))
        assert said["verdict"] == expected, (ahead, said["reasons"])
        assert len(said["proof"]["renewals"]) == 3


@needs_faketime
def test_without_the_chain_it_says_that_links_are_missing(years, pack):
    years.live(4 * YEAR)
    said = told(pack(), VERIFY, moment=moment_of(years, 4 * YEAR))

    assert said["verdict"] == "onbekend"
    assert "Er ontbreekt een schakel in de bewijsketen." in said["reasons"]


def renewals_in(folder):
    """The commands of the README about the chain of proof, in their order."""
    words = (folder / "README.txt").read_text()
    part = words[
        words.index("Hoe lang dit na te kijken is") : words.index("De zegels nakijken met pdf")
    ]
    lines = [each.strip() for each in part.splitlines() if each.startswith("  ")]
    return [each for each in lines if re.match(r"openssl ts|\{ head|sha\d+sum", each)]


def run(command, folder):
    shell = ["/bin/bash", "-c", command]
    return subprocess.run(shell, cwd=folder, capture_output=True, text=True, check=False)


@needs_openssl
def test_openssl_follows_the_chain_as_the_readme_says(years, pack):
    years.live(10 * YEAR)
    folder = pack()
    commands = renewals_in(folder)
    checks = [each for each in commands if each.startswith("openssl")]

    assert len(checks) == 6, "two for each of three renewals"
    now = int((years.begin + 10 * YEAR).timestamp())
    for each in commands:
        at_time = f" -attime {now}" if each is checks[-1] else ""
        done = run(each + at_time, folder)
        if each.startswith("openssl"):
            assert done.stdout.strip() == OK, (each, done.stderr)
    late = int((years.begin + 14 * YEAR).timestamp())
    assert run(f"{checks[-1]} -attime {late}", folder).stdout.strip() != OK


@needs_openssl
@needs_faketime
def test_openssl_with_the_clock_of_that_day_says_the_last_link_holds_or_not(years, pack):
    years.live(10 * YEAR)
    folder, last = pack(), None
    last = renewals_in(folder)[-1]
    assert "-attime" not in last

    for ahead, holds in ((10 * YEAR, True), (14 * YEAR, False)):
        done = run(f"TZ=UTC faketime '{moment_of(years, ahead)}' {last}", folder)
        assert (done.stdout.strip() == OK) == holds, done.stderr


@needs_openssl
def test_the_fingerprints_stand_in_the_statements_as_the_readme_says(years, pack):
    years.live(6 * YEAR)
    folder = pack()
    sums = [each for each in renewals_in(folder) if re.match(r"sha\d+sum", each)]

    assert len(sums) == 2
    for number, each in enumerate(sums, start=1):
        statement = (folder / "bewijs" / f"{number}.json").read_text()
        prints = [line.split()[0] for line in run(each, folder).stdout.splitlines()]
        assert len(prints) == 2 * number
        assert all(one in statement for one in prints), each


@needs_openssl
def test_openssl_refuses_what_was_changed_in_the_pack(years, pack):
    years.live(4 * YEAR)
    folder = pack()
    first, own = [each for each in renewals_in(folder) if each.startswith("openssl")]
    now = f" -attime {int((years.begin + 4 * YEAR).timestamp())}"
    assert run(own + now, folder).stdout.strip() == OK

    statement = folder / "bewijs" / "1.json"
    statement.write_bytes(statement.read_bytes().replace(b'"number": 1', b'"number": 2'))
    assert run(own + now, folder).stdout.strip() != OK
    ended = f" -attime {int((years.begin + 3 * YEAR + 9 * DAY).timestamp())}"
    assert run(re.sub(r" -attime \d+", ended, first), folder).stdout.strip() != OK


def test_a_pack_without_renewals_says_until_when_and_holds_no_chain(pack):
    folder = pack()
    words = (folder / "README.txt").read_text()

    assert "Dit rapport is na te kijken tot" in words
    assert "--proof" not in words
    assert not (folder / "bewijsketen.json").exists()


def test_the_same_moment_gives_the_same_pack(years, pack):
    years.live(4 * YEAR)
    one, other = pack("one"), pack("other")
    for name in ("bewijsketen.json", "bewijs/1.json", "bewijs/1.tst", "bewijs/logregel.bin"):
        assert (one / name).read_bytes() == (other / name).read_bytes()


def test_what_is_no_chain_is_refused_in_words(pack):
    from click.testing import CliRunner

    folder = pack()
    (folder / "nonsense.json").write_text("{}")
    words = [
        *("report", "verify", str(folder / "rapport.pdf")),
        *("--trust", str(folder / "vertrouwen.json"), "--log", str(folder / "logboek.json")),
        *("--proof", str(folder / "nonsense.json")),
    ]
    done = CliRunner().invoke(main, words)

    assert done.exit_code == 1
    assert "Dit is geen bewijsketen" in done.output
