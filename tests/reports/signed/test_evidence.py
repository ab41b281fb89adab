"""The evidence pack: whoever follows its README checks a report without us."""

import io
import itertools
import json
import re
import shutil
import subprocess
from zipfile import ZipFile

import pytest

from app.reports.service import verifying

needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
needs_pdfsig = pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig is not installed")


@pytest.fixture
def folder(browser_of, place, report, tmp_path):
    """The pack, unpacked in a folder."""
    answer = browser_of("carla").visit(f"{place}/{report}/evidence")
    with ZipFile(io.BytesIO(answer.response.data)) as pack:
        pack.extractall(tmp_path)
    return tmp_path


def run(command, folder):
    shell = ["/bin/bash", "-c", command]
    return subprocess.run(shell, cwd=folder, capture_output=True, text=True, check=False)


def commands(folder):
    """The commands of the README that check each seal: two lines for every one."""
    lines = (folder / "README.txt").read_text().splitlines()
    return [
        f"{line.strip()}\n{following.strip()}"
        for line, following in itertools.pairwise(lines)
        if line.startswith("  { head") and following.startswith("  openssl cms")
    ]


@needs_openssl
def test_openssl_verifies_every_seal_as_the_readme_says(folder):
    said = [run(each, folder).stderr for each in commands(folder)]

    assert [each.strip() for each in said] == ["CAdES Verification successful"] * 3


def stamp_commands(folder):
    """The commands of the README that check each time stamp: on the seals, and the last."""
    lines = [each.strip() for each in (folder / "README.txt").read_text().splitlines()]
    return [
        "\n".join(lines[at - (2 if lines[at - 1].startswith("tail") else 1) : at + 1])
        for at, line in enumerate(lines)
        if line.startswith("openssl ts -verify")
    ]


@needs_openssl
def test_openssl_verifies_every_time_stamp_as_the_readme_says(folder):
    said = [run(each, folder) for each in stamp_commands(folder)]

    assert [each.stdout.strip() for each in said] == ["Verification: OK"] * 3, said
    words = (folder / "README.txt").read_text()
    assert words.count("Niveau PAdES B-T: tijdstempel van") == 2
    assert words.count("Niveau PAdES B-B") == 1, "the certifying seal"


@needs_openssl
def test_openssl_refuses_a_time_stamp_under_another_root_or_of_another_seal(folder):
    first, other, closing = stamp_commands(folder)

    foreign = first.replace("wortels/tijdstempels.pem", "wortels/igj.pem")
    assert run(foreign, folder).returncode != 0
    lines = [first.splitlines()[0], *other.splitlines()[1:]]
    assert run("\n".join(lines), folder).returncode != 0
    content = bytearray((folder / "rapport.pdf").read_bytes())
    content[-9] ^= 1
    (folder / "rapport.pdf").write_bytes(content)
    assert run(closing, folder).returncode != 0


@needs_openssl
def test_openssl_refuses_what_was_changed_or_is_of_another(folder):
    content = bytearray((folder / "rapport.pdf").read_bytes())
    content[2000] ^= 1
    (folder / "rapport.pdf").write_bytes(content)
    assert all(run(each, folder).returncode for each in commands(folder))

    own = commands(folder)[1].replace("wortels/ijenv.pem", "wortels/igj.pem")
    assert run(own, folder).returncode != 0


@needs_pdfsig
def test_pdfsig_says_every_seal_is_valid(folder):
    said = run("pdfsig -nocert rapport.pdf", folder).stdout

    assert said.count("Signature is Valid.") == 3


def test_our_own_command_says_valid_with_nothing_but_the_pack(desk, folder):
    with desk.app.test_request_context():
        verdict = verifying.verify_file(
            folder / "rapport.pdf",
            trust_file=folder / "vertrouwen.json",
            log_file=folder / "logboek.json",
        )

    assert verdict.as_json()["verdict"] == "geldig", verdict


def test_the_fingerprints_and_decisions_are_those_on_record(desk, report, folder):
    words = (folder / "README.txt").read_text()
    found, seats = desk.read(report)

    assert found.frozen_sha256.hex() in words
    assert run("sha256sum rapport.pdf", folder).stdout.split()[0] in words
    assert "heeft ondertekend met voorbehoud" in words
    assert "Niet hoofdstuk 3." in words
    decisions = json.loads((folder / "besluiten.json").read_text())
    assert [each["nonce"] for each in decisions] == [each.proof["nonce"] for each in seats]
    assert [each["mandate"]["number"] for each in decisions] == ["IJENV-2026-01", "IGJ-2026-01"]


def test_how_a_provider_knows_a_person_stays_out(desk, folder, report):
    everything = b"".join(each.read_bytes() for each in folder.glob("*.*"))

    assert desk.read(report)[1][0].proof["claims"]["sub"].encode() not in everything
    assert not re.search(rb"PRIVATE KEY|access_token", everything)


def test_taking_it_is_recorded_and_a_draft_has_none(
    browser_of, desk, place, folder, report, transaction
):
    assert transaction.audited(report)[-1] == "report:evidence:download"
    assert browser_of("anna").visit(f"{place}/{desk.report()}/evidence").status == 404


@pytest.mark.parametrize(("who", "status"), [("bram", 200), ("dirk", 404)])
def test_partners_systems_take_it_too(api_of, report, who, status):
    assert api_of(who).get(f"/reports/{report}/evidence").status_code == status


def test_a_next_version_begins_by_the_api(api_of, desk, report):
    refused = api_of("bram").post(f"/reports/{report}/reopen", json={"reason": "Beter zo."})
    anna, why = api_of("anna"), {"reason": "Beter zo."}
    unread = anna.post(f"/reports/{report}/reopen", json=why)
    read = {"If-Match": anna.get(f"/reports/{report}").headers["ETag"]}
    made = anna.post(f"/reports/{report}/reopen", json=why, headers=read)

    assert (refused.status_code, unread.status_code, made.status_code) == (403, 428, 201)
    assert (made.json["version"], made.json["first"]) == (2, str(report))
    assert desk.read(report)[0].status == "adopted"
