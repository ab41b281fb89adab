"""A package that lies ready, of which something was taken away since: it is not handed over.

Bram coordinates for IGJ; what Anna's IJenV shares with IGJ she takes back while it lies there."""

import csv
import io
import zipfile

import pytest
from sqlalchemy import text

from app.documents import service as document_service
from app.findings.models import Audience
from app.oversight.archiving import contents
from tests.support.documents import rule_for
from tests.support.judgement import Desk
from tests.support.observing import Observations


@pytest.fixture
def shared(app, world, transaction, library):
    """What IGJ reads of IJenV, and may not take along as a document."""
    seen = Observations(app, world)
    seen.release("anna", seen.make("anna", title="De deur stond open"))
    finding = Desk(app, world, transaction).finding("anna", audience=Audience.WORKSPACE)
    library.bring("bram", title="Verslag IGJ")
    return {
        "finding": finding,
        "seen": library.bring("anna", rule_for("igj", "view"), title="Alleen kijken"),
        "police": library.bring(
            "anna",
            rule_for("igj", "download", special_data=("police_data",)),
            title="Verhoor",
            is_police_data=True,
        ),
    }


def overview(answer):
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith("data/overzicht.csv")]
        content = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


def past_triggers(transaction, change, **values):
    """Change rows as nobody can; returns how many."""
    with transaction.as_owner() as owner:
        table = change.split()[1]
        owner.execute(text(f"alter table {table} disable trigger user"))
        changed = owner.execute(text(change), values).rowcount
        owner.execute(text(f"alter table {table} enable trigger user"))
    return changed


def titles(answer):
    return {line["Titel"] for line in overview(answer)}


def test_what_changed_for_nobody_is_handed_over(shared, packages, library):
    packages.ask()
    library.bring("anna", rule_for("igj", "view"), title="Kwam erbij")
    assert packages.take().status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        "update finding set audience = 'own'",
        "update observation set released_at = null, released_version = null",
        "update document set withdrawn_at = now() where title = 'Alleen kijken'",
        "update document set withdrawn_at = now() where title = 'Verhoor'",
        (
            "update log_entry set entry = null, salt = null, actor_id = null, object_id = null,"
            " organisation_id = null, action = 'log:erased', object_kind = 'erased'"
            " where object_id = (select id from document where title = 'Verslag IGJ')"
        ),
    ],
    ids=["narrowed", "taken back", "named only", "police data", "erased"],
)
def test_what_was_taken_away_since_voids_it(shared, packages, transaction, change):
    packages.ask()
    assert past_triggers(transaction, change) >= 1

    browser = packages.browser_of("bram")
    assert browser.client.get(f"{packages.address}/file").status_code == 303
    assert "veranderd" in browser.visit(packages.address).body


def test_a_document_that_changes_meanwhile_is_not_passed_over(
    packages, library, transaction, monkeypatch
):
    """The list begins with what changed last, so it turns round while it is read in parts."""
    brought = {library.bring("bram", title=f"Nummer {number}").id for number in range(5)}
    last = min(brought)
    monkeypatch.setattr(contents, "AT_A_TIME", 2)
    hand, handed = document_service.hand_to_archive, []

    def turning(actor, document_id, **how):
        if not handed:
            later = "update document set changed_at = now() + interval '1 hour' where id = :id"
            assert past_triggers(transaction, later, id=last) == 1
        handed.append(document_id)
        return hand(actor, document_id, **how)

    monkeypatch.setattr(document_service, "hand_to_archive", turning)
    packages.ask()
    assert len(handed) == len(set(handed)) == len(brought)
    assert {f"Nummer {number}" for number in range(5)} <= titles(packages.take())


def test_of_a_document_that_goes_away_meanwhile_no_title_is_told(
    packages, library, transaction, monkeypatch
):
    first = library.bring("bram", title="Eerst")
    library.bring("anna", rule_for("igj", "download"), title="cnry-weg")
    monkeypatch.setattr(contents, "AT_A_TIME", 1)
    hand = document_service.hand_to_archive

    def going(actor, document_id, **how):
        assert document_id == first.id
        gone = "update document set withdrawn_at = now() where title = 'cnry-weg'"
        assert past_triggers(transaction, gone) == 1
        return hand(actor, document_id, **how)

    monkeypatch.setattr(document_service, "hand_to_archive", going)
    packages.ask()
    answer = packages.take()
    (line,) = [each for each in overview(answer) if each["Niet meegenomen omdat"]]
    assert (line["Titel"], line["Bronhouder"]) == ("", "")
    assert "verdween" in line["Niet meegenomen omdat"]
