"""`make branches AREA=log`: run the tests of an area, and tell which branches they do not take.

Processes that the tests start count too, except those that are killed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

AREAS = Path(__file__).with_name("areas.toml")
CONFIGURATION = """
[run]
branch = true
parallel = true
sigterm = true
data_file = {folder}/data
patch =
    subprocess
    _exit
include =
{modules}
[report]
show_missing = true
# What is there for types alone, and what stands in a protocol, is never run.
exclude_also =
    if TYPE_CHECKING:
    if __name__ == "__main__":
    class .*\\(Protocol\\):
"""


def main(words: list[str]) -> int:
    """Measure, print, and return the exit status."""
    areas = tomllib.loads(AREAS.read_text())
    if len(words) != 1 or words[0] not in areas:
        sys.stderr.write(f"Say which: AREA={' or '.join(areas)}.\n")
        return 2
    area = areas[words[0]]
    with tempfile.TemporaryDirectory(prefix="samenzicht-branches-") as folder:
        written = Path(folder) / "coverage.ini"
        modules = "\n".join(f"    {each}" for each in patterns_of(area["modules"]))
        written.write_text(CONFIGURATION.format(folder=folder, modules=modules))
        tests = ["-m", "pytest", "-q", *area["tests"]]
        ended = _coverage("run", f"--rcfile={written}", *tests)
        _coverage("combine", "--quiet", f"--rcfile={written}")
        return max(ended, _coverage("report", f"--rcfile={written}", "--fail-under=100"))


def patterns_of(modules: list[str]) -> list[str]:
    """Return what coverage knows the modules by."""
    here = Path.cwd()
    return [f"{here / each}" if each.endswith(".py") else f"{here / each}/*" for each in modules]


def _coverage(*words: str) -> int:
    return subprocess.run([sys.executable, "-m", "coverage", *words], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
