"""What is built from one state of the sources is the same bytes, wherever and whenever it is built.

Source: reproducible-builds.org (SOURCE_DATE_EPOCH); OWASP ASVS 5.0.0, 15.2.3.
"""

import filecmp
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.sources import ROOT, tracked_files

LAST_CHANGE = "1764460800"
"""Any moment does; `make wheel` takes that of the last commit."""
LONG_AGO = 1_000_000_000


def copied(folder, *, touched):
    """Copy the sources and the built catalogues to another folder, with other moments of change."""
    catalogues = sorted((ROOT / "app" / "translations").rglob("*.mo"))
    for path in [*tracked_files(), *catalogues]:
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        os.utime(target, (touched, touched))
    return folder


def built(folder, out):
    """Build the wheel as `make wheel` does."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--wheel-dir", str(out), "."]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": LAST_CHANGE}
    subprocess.run(command, cwd=folder, env=environment, check=True)
    (wheel,) = Path(out).glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """The wheel, from two folders with other names and other moments."""
    made = []
    for name, touched in (("one", LONG_AGO), ("another-folder", LONG_AGO + 86_400 * 366)):
        folder = tmp_path_factory.mktemp(name)
        made.append(built(copied(folder / "sources", touched=touched), folder / "out"))
    return made


def test_the_wheel_is_the_same_bytes(wheels):
    one, other = (hashlib.sha256(each.read_bytes()).hexdigest() for each in wheels)

    assert one == other


def test_the_wheel_holds_the_product_and_no_test_tool_or_secret(wheels):
    names = zipfile.ZipFile(wheels[0]).namelist()

    assert {each.split("/")[0].partition("-")[0] for each in names} == {
        "app",
        "config",
        "samenzicht",
    }
    assert not [each for each in names if "test" in Path(each).name.partition("_")[0]]
    assert not [each for each in names if each.endswith((".env", ".pem", ".key", ".sqlite"))]
    assert len(names) > 500


def test_what_browsers_get_is_the_same_bytes(tmp_path):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    made = []
    for name, touched in (("one", LONG_AGO), ("another-folder", LONG_AGO + 86_400 * 366)):
        folder = copied(tmp_path / name, touched=touched)
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        command = ["node", "static/build.mjs"]
        subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, check=True)
        made.append(folder / "static" / "dist")
    names = [sorted(each.name for each in there.iterdir()) for there in made]
    _same, changed, failed = filecmp.cmpfiles(*made, names[0], shallow=False)

    assert names[0] == names[1]
    assert (changed, failed) == ([], [])
    assert len(names[0]) > 10
