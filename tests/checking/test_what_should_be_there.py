"""`samenzicht check` tells which people, witnesses and room are missing, and what soon ends."""

from types import SimpleNamespace

import pytest

from app import checking
from app.checking import provided
from config.settings import read_settings
from tests.checking.test_planted_mistakes import told_by
from tests.support.installed import serving_https, write_identity

LOOKED_FOR = {
    name: getattr(provided, name)
    for name in ("_people_missing", "_witnesses_missing", "_place_warnings")
}


@pytest.fixture
def looked_over(installation, monkeypatch):
    """The installation, with what the others leave out looked for again."""
    for name, function in LOOKED_FOR.items():
        monkeypatch.setattr(provided, name, function)
    return installation


def warned_by(installation, **changed):
    status, said = installation.type("check", **changed)
    assert status == 0, said
    return "\n".join(each for each in said.splitlines() if each.startswith("Warning: "))


@pytest.fixture
def peopled(looked_over):
    """Two administrators and no more, one of whom looks after privacy."""
    looked_over.as_owner("update person set duties = '{}'")
    facts = ("person", "add", "ivb", "--duty", "administrator")
    for name, more in (("Eva", ("--duty", "privacy_officer")), ("Els", ())):
        words = ("--name", f"{name} Proef", "--email", f"{name.lower()}.proef@ivb.example")
        status, said = looked_over.type(*facts, *words, *more)
        assert status == 0, said
    return looked_over


def test_people_with_a_duty_and_witnesses_and_another_disk(peopled):
    told = warned_by(peopled)
    assert "administrator" not in told
    assert "privacy officer" not in told
    assert "No witness cosigns the logs" in told
    assert "are on the same disk as" in told

    peopled.as_owner("update person set duties = '{administrator}' where email like 'els.%'")
    peopled.as_owner("update person set duties = '{}' where email like 'eva.%'")
    told = warned_by(peopled)
    assert "IVb has 1 administrator" in told
    assert "IVb has no privacy officer" in told
    peopled.as_owner("update person set duties = '{}' where email like 'els.%'")
    assert "IVb has no administrator" in warned_by(peopled)


def test_forms_of_several_machines(tmp_path):
    given = {"blob_url": "s3://x?endpoint=https://s3.example", "data": tmp_path}
    alone = read_settings(**given)
    together = read_settings(**given, secret_key="x" * 40)

    assert "SAMENZICHT_SECRET_KEY" in "".join(provided._place_warnings(alone))
    assert not list(provided._place_warnings(together))


def test_little_room(installation, monkeypatch):
    monkeypatch.setattr(
        provided.shutil, "disk_usage", lambda _place: SimpleNamespace(free=100 << 20)
    )
    told = told_by(installation)
    assert told.startswith(f"There is 100 MiB left at {installation.data}, less than 2048 MiB")


def test_a_certificate_of_our_own_that_ends_soon(installation, tmp_path, monkeypatch):
    identity = write_identity(tmp_path / "soon.pem", days=9)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "soon.pem"))
    monkeypatch.setattr(checking.reaching, "_provider_troubles", lambda *_given: [])
    with serving_https(identity) as port:
        told = told_by(installation, public_url=f"https://samenzicht.example:{port}")
    assert told.startswith(f"The certificate of https://samenzicht.example:{port} is good until ")


def test_a_key_of_a_personnel_system_that_ends_soon(installation):
    assert installation.type("provider", "directory", "ivb", "--days", "20")[0] == 0
    told = told_by(installation)
    assert told.startswith("The last key of the personnel system of IVb ends on ")
    assert installation.type("provider", "directory", "ivb", "--days", "200")[0] == 0
    assert installation.type("check")[0] == 0


@pytest.mark.parametrize(
    ("planted", "mended", "expected"),
    [
        (
            "create policy more on document for select to samenzicht_app using (true)",
            "drop policy more on document",
            "altered by hand: document.",
        ),
        (
            "grant update on log_entry to samenzicht_app",
            "revoke update on log_entry from samenzicht_app",
            "may UPDATE on log_entry",
        ),
        (
            "alter table document disable trigger hold_stops_removal",
            "alter table document enable trigger hold_stops_removal",
            "Trigger hold_stops_removal of document is switched off",
        ),
    ],
    ids=["policy", "right", "trigger"],
)
def test_walls_that_were_altered(installation, planted, mended, expected):
    installation.as_owner(planted)
    told = told_by(installation)
    installation.as_owner(mended)

    assert expected in told
    assert installation.type("check")[0] == 0
