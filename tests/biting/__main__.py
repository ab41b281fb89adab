"""`make faults MODULE=app/kernel/access.py TESTS=tests/kernel/test_access.py`: which are not seen.

Each fault that can be planted in the module is planted, one at a time, and the tests are run. What
none of them sees is printed, unless `same.toml` says why it changes nothing; then the status is 1.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.biting.loading import judged_when_loaded
from tests.biting.planting import WHEN_LOADED, Planter

SAME = Path(__file__).with_name("same.toml")


def main(words: list[str]) -> int:
    """Plant, run, print, and return the exit status."""
    module, *tests = words
    with tempfile.TemporaryDirectory(prefix="samenzicht-faults-") as folder:
        told = Path(folder) / "told.jsonl"
        quietly = ["-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", "--durations=0"]
        planter = Planter(Path(module), told)
        if pytest.main([*quietly, *tests], plugins=[planter]) != pytest.ExitCode.OK:
            return 2
        found = [json.loads(line) for line in told.read_text().splitlines()]
    for each in found:
        if each["outcome"] == WHEN_LOADED:
            each["outcome"] = judged_when_loaded(Path(module).resolve(), each["number"], tests)
    return _print(found)


def _print(found: list[dict[str, Any]]) -> int:
    same = list(tomllib.loads(SAME.read_text())["fault"])
    unseen = [each for each in found if not each["outcome"].startswith("seen")]
    missed = [each for each in unseen if not is_among(each, same)]
    for each in missed:
        sys.stdout.write("{module}:{line}: {outcome}: {says}\n    {text}\n".format(**each))
    counted = len(found) - len(unseen) + len(missed)
    seen, alike = counted - len(missed), len(unseen) - len(missed)
    sys.stdout.write(f"{counted} faults, {seen} seen; {alike} others change nothing.\n")
    return 1 if missed else 0


def is_among(fault: dict[str, Any], same: Iterable[dict[str, Any]]) -> bool:
    """Tell whether it is written down why a fault changes nothing."""
    keys = ("module", "text", "says")
    return any(all(fault[key] == each[key] for key in keys) for each in same)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
