"""Generated reports of one to twelve organisations: valid for us, for pdfsig and for openssl.

Quorums, order, optional seats and reservations are drawn; what each program says of a file is asked
with nothing but the evidence pack and the commands in its README."""

import random
import shutil

import pytest

from app.reports import queries
from app.reports.models import ReportStatus
from app.reports.policy import ReportPermission
from app.reports.service import evidence, verifying
from tests.reports.signed.test_evidence import commands, run
from tests.support.acting import acting
from tests.support.council import Council

needs_tools = pytest.mark.skipif(
    not (shutil.which("pdfsig") and shutil.which("openssl")),
    reason="pdfsig or openssl is not installed",
)


def take_along(desk, report, folder):
    """Unpack the evidence of a report."""
    actor = desk.world.actor("anna")
    with acting(desk.app, actor):
        found = queries.get_anywhere(actor, ReportPermission.VIEW, report)
        pack = evidence.make_pack(actor, found, tools=desk.tools)
    (folder / "bewijs.zip").write_bytes(pack)
    shutil.unpack_archive(folder / "bewijs.zip", folder)


def check_one(desk, folder, *, seed, count):
    """Generate a report, let it be signed, and ask three programs about it."""
    council = Council(desk, random.Random(seed))
    council.gather(count)
    wishes = council.wishes()
    report = council.desk.frozen_with(wishes)
    seals = council.sign(report, wishes)

    assert council.desk.read(report)[0].status == ReportStatus.ADOPTED, (seed, wishes)
    take_along(desk, report, folder)
    assert (
        run("pdfsig -nocert rapport.pdf", folder).stdout.count("Signature is Valid.") == seals + 1
    )
    said = [run(each, folder).stderr.strip() for each in commands(folder)]
    assert said == ["CAdES Verification successful"] * (seals + 1)
    with desk.app.test_request_context():
        verdict = verifying.verify_file(
            folder / "rapport.pdf",
            trust_file=folder / "vertrouwen.json",
            log_file=folder / "logboek.json",
        )
    assert verdict.as_json()["verdict"] == "geldig", (seed, verdict)


@needs_tools
@pytest.mark.parametrize(("seed", "count"), [(1, 1), (2, 2), (3, 3), (5, 2), (8, 4)])
def test_a_report_of_several_organisations_is_valid_everywhere(desk, tmp_path, seed, count):
    check_one(desk, tmp_path, seed=seed, count=count)


@pytest.mark.torture
@needs_tools
@pytest.mark.parametrize("seed", range(100, 204))
def test_a_hundred_reports_of_one_to_twelve_are_valid_everywhere(desk, tmp_path, seed):
    check_one(desk, tmp_path, seed=seed, count=seed % 12 + 1)
