"""The bill of materials: every package of the product, made from the locks alone, in CycloneDX 1.6.

``python -m config.bill_of_materials`` writes it; the same locks give the same bytes. What is
installed comes from ``config/requirements.txt``, with the hashes that are accepted; what browsers
get from ``package-lock.json``, with the hash of the archive. What only tests and the build need is
no part of the product and does not stand in it.

Source: ECMA-424 (CycloneDX 1.6); OWASP ASVS 5.0.0, 15.1.2.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "config" / "requirements.txt"
_PINNED = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>\S+?)(?: ; (?P<marker>.+?))? \\$"
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_DIGESTS = {"sha512": "SHA-512", "sha384": "SHA-384", "sha256": "SHA-256", "sha1": "SHA-1"}
_SPACE = uuid.UUID("5b0f3a52-6f0c-5b58-9f0a-0c7c3c6d7a10")
"""Names of bills are made in it, from their content."""

Component = dict[str, Any]


def installed() -> Iterator[Component]:
    """Yield each Python package, as locked."""
    found: list[Component] = []
    for line in LOCK.read_text("utf-8").splitlines():
        if pinned := _PINNED.match(line):
            name, version = pinned["name"], pinned["version"]
            component = _component(name, version, purl=f"pkg:pypi/{name}@{version}")
            if pinned["marker"]:
                component["properties"] = [{"name": "python:marker", "value": pinned["marker"]}]
            found.append(component)
        elif found and (hashed := _HASH.search(line)):
            found[-1].setdefault("hashes", []).append({"alg": "SHA-256", "content": hashed[1]})
    yield from found


def served() -> Iterator[Component]:
    """Yield each package that what browsers get is built from; tools that build are left out."""
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for path, told in sorted(locked.items()):
        name = path.rpartition("node_modules/")[2]
        if not path or told.get("dev") or told.get("optional"):
            continue
        version = told["version"]
        component = _component(name, version, purl=f"pkg:npm/{quote(name, safe='/')}@{version}")
        kind, _dash, digest = told["integrity"].partition("-")
        component["hashes"] = [{"alg": _DIGESTS[kind], "content": base64.b64decode(digest).hex()}]
        if "license" in told:
            component["licenses"] = [{"expression": told["license"]}]
        yield component


def _component(name: str, version: str, *, purl: str) -> Component:
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "scope": "required",
        "purl": purl,
    }


def bill() -> Component:
    """Return the whole bill; its number is made from its content, and it names no moment."""
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    components = sorted([*installed(), *served()], key=lambda each: str(each["bom-ref"]))
    number = uuid.uuid5(_SPACE, json.dumps([ours["version"], components], sort_keys=True))
    itself = f"pkg:pypi/{ours['name']}@{ours['version']}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "component": {
                **_component(ours["name"], ours["version"], purl=itself),
                "type": "application",
                "licenses": [{"expression": ours["license"]}],
            },
        },
        "components": components,
        "dependencies": [
            {"ref": itself, "dependsOn": [str(each["bom-ref"]) for each in components]}
        ],
    }


def main() -> None:
    """Write the bill to where the output goes."""
    sys.stdout.write(json.dumps(bill(), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
