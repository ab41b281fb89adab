"""The archive package of a partner: a valid bag, metadata beside every file, nothing of others.

Bram's organisation (IGJ) gets a package; Anna's (IJenV) keeps things from it."""

import csv
import io
import subprocess
import sys
from contextlib import contextmanager

import bagit
import pytest
from click.testing import CliRunner
from lxml import etree

from app import cli, commanding
from app.documents import service as documents
from app.documents.service import Incoming
from app.findings.models import Audience
from app.kernel.access import system_actor
from app.kernel.errors import Refused
from app.kernel.web.house import house_of
from app.oversight.archiving import ARCHIVIST, make_package, tools_of
from app.oversight.archiving.package import BESIDE
from app.running import Databases
from tests.support.acting import acting
from tests.support.documents import rule_for
from tests.support.judgement import Desk
from tests.support.mdto_rules import faults_of

HIDDEN = "cnry-hidden"


@pytest.fixture
def package_of(app, world, tmp_path):
    """Make the package of an organisation; gives its folder."""

    def made(code="igj", folder="pakket"):
        organisation = world.organisations[code]
        actor = system_actor(
            ARCHIVIST, organisation_id=organisation.id, place_id=world.workspace.id
        )
        with acting(app, actor):
            make_package(
                actor,
                organisation,
                folder=tmp_path / folder,
                tools=tools_of(house_of(app)),
            )
        return tmp_path / folder

    return made


@pytest.fixture
def filled(app, world, transaction, library):
    """What IGJ brought, was given, may only look at, and may not know of."""
    desk = Desk(app, world, transaction)
    library.bring("bram", title="Verslag IGJ", content=b"van IGJ\n")
    library.bring("bram", title="Verhoor IGJ", is_police_data=True)
    library.bring("anna", rule_for("igj", "download"), title="Gegeven", content=b"gegeven\n")
    library.bring("anna", rule_for("igj", "view"), title="Alleen kijken", content=b"kijk maar\n")
    library.bring("anna", title=f"{HIDDEN} titel", name=f"{HIDDEN}.txt", content=HIDDEN.encode())
    library.bring("anna", rule_for("ivho", "download"), title=f"{HIDDEN} voor IvhO")
    desk.finding("anna", title="Voor allen", audience=Audience.WORKSPACE)
    desk.finding("anna", title=f"{HIDDEN} bevinding", audience=Audience.OWN, is_final=False)


def overview(folder):
    content = (folder / "data" / "overzicht.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


def without_log(lines):
    return [each for each in lines if not each["Bestand"].startswith("logboek")]


def test_the_bag_is_valid_for_another_program_until_a_byte_changes(filled, package_of):
    folder = package_of()
    assert bagit.Bag(str(folder)).validate() is True

    victim = next((folder / "data" / "documenten").rglob("versie-1.txt"))
    victim.write_bytes(victim.read_bytes()[:-1] + b"!")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(folder)).validate()


def test_beside_every_file_stands_what_it_is(filled, package_of):
    data = package_of() / "data"
    described = {path for path in data.rglob(f"*{BESIDE}") if path.is_file()}
    files = {path for path in data.rglob("*") if path.is_file()} - described

    assert {path.with_name(path.name + BESIDE) for path in files} <= described
    faults = {str(path): found for path in described if (found := faults_of(path))}
    assert faults == {}
    given = next(path for path in files if path.read_bytes() == b"gegeven\n")
    told = etree.parse(given.with_name(given.name + BESIDE))
    named = {"m": "https://www.nationaalarchief.nl/mdto"}
    assert told.findtext(".//m:omvang", namespaces=named) == "8"
    assert told.findtext(".//m:naam", namespaces=named) == "plan.txt"
    assert told.findtext(".//m:isRepresentatieVan/m:verwijzingNaam", namespaces=named) == "Gegeven"


def test_only_what_the_partner_may_hold_is_in_it(filled, package_of):
    folder = package_of()

    lines = {line["Titel"]: line for line in overview(folder)}
    taken = {title for title, line in lines.items() if line["Bestand"].startswith("documenten/")}
    assert taken == {"Verslag IGJ", "Gegeven"}
    assert "downloaden" in lines["Alleen kijken"]["Niet meegenomen omdat"].lower()
    assert "Politiegegevens" in lines["Verhoor IGJ"]["Niet meegenomen omdat"]
    assert any(title.endswith("Voor allen") for title in lines)
    shown = [path for path in folder.rglob("*") if path.is_file()]
    assert [p for p in shown if HIDDEN in p.name or HIDDEN.encode() in p.read_bytes()] == []
    assert b"kijk maar" not in b"".join(path.read_bytes() for path in shown)


def test_the_archivist_of_the_owner_gets_what_was_closed_too(app, world, library, package_of):
    document, bram = library.bring("bram", title="Twee versies"), world.actor("bram")
    with acting(app, bram):
        documents.add_version(
            bram,
            document.id,
            incoming=Incoming(io.BytesIO(b"beter\n"), "plan.txt"),
            note="",
            seen_version=1,
            depot=library.depot,
        )
        documents.close_version(bram, document.id, number=1)
    names = {path.name for path in package_of().rglob("versie-*.txt")}
    assert names == {"versie-1.txt", "versie-2.txt"}


def test_what_another_keeps_to_itself_changes_only_the_log(filled, package_of, library):
    """A twin of the same workspace, in which IJenV has more that IGJ may not know of."""
    first = package_of(folder="eerst")
    library.bring("anna", title="Nog iets", content=b"meer\n")
    second = package_of(folder="daarna")

    def told(folder):
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.glob("data/*/**/*"))
            if path.is_file() and BESIDE not in path.name and "logboek" not in path.parts
        }

    assert told(first) == told(second)
    assert without_log(overview(first)) == without_log(overview(second))


def test_the_log_in_it_proves_itself_and_says_who_took_what(filled, package_of, transaction, world):
    log = package_of() / "data" / "logboek"

    words = [sys.executable, "samenzicht_controle.py", "log", "logboek.jsonl"]
    done = subprocess.run(
        [*words, "--bewaard", "checkpoint.txt"], cwd=log, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = (log / "logboek.jsonl").read_text()
    assert lines.count('"leaf_hash"') > 0
    assert lines.count("document:content:archive") == 2
    assert transaction.audited(world.workspace.id)[-1] == "workspace:archive:make"


def test_who_takes_no_part_gets_nothing_and_nothing_is_written_over(package_of, tmp_path):
    with pytest.raises(Refused, match="NVWA takes no part"):
        package_of("nvwa")
    (tmp_path / "vol").mkdir()
    (tmp_path / "vol" / "brief.txt").write_text("van een ander")
    with pytest.raises(Refused, match="is there already"):
        package_of(folder="vol")
    assert [each.name for each in tmp_path.iterdir()] == ["vol"]


@pytest.fixture
def command(app, house, transaction, monkeypatch, tmp_path):
    """Type the command to the installation of this test; gives its status and what it says."""

    @contextmanager
    def running_app(_settings, **_how):
        yield app

    @contextmanager
    def open_databases(_settings, **_how):
        yield Databases(application="", owner="", keeper="")

    @contextmanager
    def reading_all(_keeper):
        with transaction.without_row_security(), house.database.session_for(commanding.COMMAND):
            yield

    for stand_in in (running_app, open_databases, reading_all):
        monkeypatch.setattr(commanding, stand_in.__name__, stand_in)

    def typed(ref, code):
        words = ["export", "workspace", ref, "--organisation", code, "--to", str(tmp_path / "bag")]
        answer = CliRunner().invoke(cli.main, words)
        assert answer.exception is None or isinstance(answer.exception, SystemExit)
        return answer.exit_code, answer.output

    return typed


def test_it_is_a_command(world, filled, command, tmp_path):
    ref = world.workspace.ref

    assert command("XXX-2026-1", "igj") == (1, "Error: There is no workspace XXX-2026-1.\n")
    assert command(ref, "xyz") == (1, "Error: There is no organisation xyz.\n")
    status, said = command(ref, "igj")
    assert status == 0
    assert "Documents left out: 2" in said
    assert bagit.Bag(str(tmp_path / "bag")).is_valid()
