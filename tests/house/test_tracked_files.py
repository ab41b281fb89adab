"""What is in version control names no machine and no place where packages are fetched from."""

import json
import re

from tests.house.sources import ROOT, say, tracked_files
from tests.support.order import LONGEST

# Written in pieces, so that this file does not name them either.
_HOSTS = (
    "pypi" + r"\.org",
    "python" + r"hosted\.org",
    "npm" + r"js\.(?:org|com)",
    "yarn" + r"pkg\.com",
)
_FOLDERS = "work|root|opt|Users"
HOSTS = re.compile("|".join(_HOSTS))
PLACES = re.compile(r"(?<![\w.~-])/(?:" + _FOLDERS + r")/[\w.-]+")
MAX_TEXT_BYTES = 2_000_000


def texts():
    """Every text file, with its name."""
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" not in content[:8000] and len(content) < MAX_TEXT_BYTES:
            yield path.relative_to(ROOT).as_posix(), content.decode("utf-8", errors="replace")


def test_no_file_names_a_registry_or_a_machine():
    faults = [
        f"{name}: {found[0]}"
        for name, text in texts()
        for pattern in (HOSTS, PLACES)
        if (found := pattern.search(text))
    ]

    assert not faults, say("A clone must work anywhere; remove the address or the path:", faults)


def test_the_lock_of_the_front_end_holds_no_addresses():
    lock = ROOT / "package-lock.json"
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"] if lock.exists() else {}
    faults = [name for name, facts in packages.items() if "resolved" in facts]

    assert not faults, say(
        "Make package-lock.json again with omit-lockfile-registry-resolved:", faults
    )


def test_the_locks_of_python_hold_a_hash_for_every_package():
    for path in sorted((ROOT / "config").glob("requirements*.txt")):
        entries = re.split(r"\n(?=[\w])", path.read_text(encoding="utf-8"))
        faults = [entry.split("\n")[0] for entry in entries[1:] if "--hash=sha256:" not in entry]

        assert not faults, say(f"Run make lock; {path.name} lacks hashes for:", faults)


def test_files_that_are_begun_first_are_there():
    names = {each.relative_to(ROOT).as_posix() for each in tracked_files()}

    assert not set(LONGEST) - names, "Name them in tests/support/order.py as they are called now."
