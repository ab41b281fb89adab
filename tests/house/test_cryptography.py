"""The table of all cryptography in SECURITY.md is what the code uses, and nothing weak is used.

Source: OWASP ASVS 5.0.0, 11.1.1, 11.1.2 and 11.2.1.
"""

import ast
import re

import pytest

from tests.house.sources import ROOT, python_sources, say

LIBRARIES = {"cryptography", "hashlib", "hmac", "secrets", "ssl", "joserfc", "authlib", "pkcs11"}
SEEN = {
    "AESGCM": "AES-256-GCM",
    "CTR": "AES-256-CTR",
    "Ed25519PrivateKey": "Ed25519",
    "Ed25519PublicKey": "Ed25519",
    "SECP256R1": "P-256",
    "RSAPrivateKey": "RSA",
    "ECDSA": "ECDSA",
    "PKCS1v15": "PKCS #1 v1.5",
    "SHA256": "SHA-256",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
    "compare_digest": "constant time",
    "token_urlsafe": "the system's source",
    "create_default_context": "TLS",
}
"""What stands in code, and what the table calls it."""
WEAK = {"md5", "MD5", "SHA1", "sha1", "TripleDES", "ARC4", "Blowfish", "ECB", "CBC", "DES"}
WEAK |= {"PROTOCOL_TLSv1", "PROTOCOL_TLSv1_1", "CERT_NONE", "_create_unverified_context"}


def table():
    """Each row: what for, how, and the files and folders."""
    text = (ROOT / "SECURITY.md").read_text().split("## Cryptography")[1].split("\n## ")[0]
    for line in text.splitlines():
        cells = [each.strip() for each in line.strip("|").split("|")]
        if len(cells) == 4 and "`" in cells[3]:
            yield cells[0], cells[1], re.findall(r"`([\w/.]+)`", cells[3])


def stands_in(name, places):
    return any(name == f"app/{each}" or name.startswith(f"app/{each}/") for each in places)


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name.split(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def named(tree):
    """Each name that a module uses, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


@pytest.fixture(scope="module")
def users():
    """The modules that use cryptography."""
    found = [each for each in python_sources("app") if LIBRARIES & set(imported(each.tree))]
    assert len(found) > 40
    return found


def test_what_uses_cryptography_stands_in_the_table(users):
    places = [each for _what, _how, row in table() for each in row]
    missing = [each.name for each in users if not stands_in(each.name, places)]

    assert not missing, say("Put it in the table of SECURITY.md:", missing)


def test_the_table_names_no_place_that_uses_none(users):
    places = [each for _what, _how, row in table() for each in row]
    idle = [each for each in places if not any(stands_in(one.name, [each]) for one in users)]

    assert not idle, say("It uses no cryptography any more:", idle)


def test_the_algorithms_of_a_module_stand_in_its_rows(users):
    faults = []
    for source in users:
        told = " ".join(how for _what, how, row in table() if stands_in(source.name, row))
        used = {SEEN[name] for name in named(source.tree) if name in SEEN}
        faults += [f"{source.name}: {each}" for each in sorted(used) if each not in told]

    assert not faults, say("Its row does not say so:", faults)


def test_nothing_weak_is_used_and_no_certificate_goes_unchecked():
    faults = [
        f"{source.name}: {name}"
        for source in python_sources("app")
        for name in named(source.tree)
        if name in WEAK
    ]

    assert not faults, say("Use what SECURITY.md names:", faults)


def test_chance_is_never_what_can_be_guessed():
    """`random` can be worked out from what it gave; of the product only the sample data use it."""
    faults = [
        each.name
        for each in python_sources("app")
        if "random" in set(imported(each.tree)) and each.feature != "demo"
    ]

    assert not faults, say("Take it from `secrets`:", faults)
