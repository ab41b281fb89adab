"""A form that is sent with more fields than it has changes nothing more, and what it does is told.

Every form on every page of the scene is sent as it stands there, and once more with the names of
columns that no form may set. The answer is the same, and what was added stands in no table. What
PostgreSQL counts as changed stands in the log, and no line is without its change.
"""

import uuid
from datetime import timedelta

import pytest
from lxml import html
from sqlalchemy import text

from app.kernel import clock
from tests.house.sources import say
from tests.support.matrix import Asker, questions

WHO = {"anna": 45, "bram": 30, "els": 5}
"""Who sends forms, and how many of them change something at the least."""
STRANGE_ID, STRANGE_TEXT = str(uuid.UUID(int=0xBAD)), "cnry-more-fields-x"
STRANGE = {"id": f"%{STRANGE_ID}%", "words": f"%{STRANGE_TEXT}%"}
IDS = (
    "id",
    "organisation_id",
    "workspace_id",
    "owner_id",
    "person_id",
    "author_id",
    "created_by_id",
    "folder_id",
    "policy_id",
    "lead_id",
    "assignee_id",
)
TEXTS = (
    "status",
    "state",
    "role",
    "is_private",
    "is_final",
    "version",
    "number",
    "ref",
    "kind",
    "level",
    "duties",
    "scope",
    "classification",
    "approved_at",
    "signed_at",
    "withdrawn_at",
    "valid_to",
    "until_on",
)
MORE = dict.fromkeys(IDS, STRANGE_ID) | dict.fromkeys(TEXTS, STRANGE_TEXT)
AWAY = ("/logout", "/login", "/doorway")
"""What ends the session of who asks is asked elsewhere."""


class Sent:
    """The forms of one person, filled in as the page has them."""

    def __init__(self, scene, who, counted):
        self.scene, self.asker, self.counted = scene, Asker(scene, who), counted
        self.browser = self.asker.browser

    def forms(self, application):
        """Return each form to send, by where it goes: its fields, and the names it has."""
        found = {}
        for question in questions(application):
            if question.method != "GET" or question.is_crossed:
                continue
            answer = self.asker.ask(question)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            for form in html.fromstring(answer.get_data(as_text=True)).cssselect(
                "form[method=post][action]"
            ):
                if not form.get("action").startswith(AWAY):
                    found.setdefault(form.get("action"), filled(form))
        return found

    def send(self, action, fields, tables):
        """Send a form and undo it; return the status, what it did, and where strange values are."""
        self.browser.client.set_cookie("samenzicht", self.asker.secret)
        headers = {**self.browser.headers, "X-CSRF-Token": self.asker.token}
        with self.scene.transaction.undone():
            self.counted.clear()
            answer = self.browser.client.post(action, data=fields, headers=headers)
            answer.get_data()
            answer.close()
            units = self.counted.units()
            with self.scene.transaction.as_owner() as owner:
                where = owner.execute(tables, STRANGE).scalars()
                return answer.status_code, units, sorted(where)


def filled(form):
    """Return the fields of a form, what is empty filled in, and the names of all."""
    fields = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    for part in form.iter("input", "textarea"):
        name, kind = part.get("name"), part.get("type", "text")
        if name and part.get("required") is not None and fields.get(name, [""]) == [""]:
            day = (clock.today() + timedelta(days=30)).isoformat()
            fields[name] = [{"date": day, "number": "1", "time": "10:00"}.get(kind, "Tekst")]
    return fields, {each.get("name") for each in form.iter("input", "select", "textarea", "button")}


@pytest.fixture(scope="module")
def tables(scene):
    """What finds the strange values, in whatever column of whatever table."""
    with scene.transaction.as_owner() as owner:
        names = owner.execute(
            text("select tablename from pg_tables where schemaname = 'public' order by 1")
        ).scalars()
        asked = [
            f"select '{name}' from \"{name}\" t where t::text like :id or t::text like :words"
            for name in names
        ]
    return text(" union ".join(asked))


@pytest.mark.parametrize("who", WHO)
def test_a_form_changes_what_it_has_and_writes_it_down(application, scene, counted, tables, who):
    sent, faults, changing = Sent(scene, who, counted), [], set()
    forms = sent.forms(application)
    for action, (fields, names) in forms.items():
        status, units, _nowhere = sent.send(action, fields, tables)
        more = {name: value for name, value in MORE.items() if name not in names}
        again, _units, where = sent.send(action, fields | more, tables)
        changing |= {each.route for each in units if each.changed}
        faults += [f"{action}: {each.fault}" for each in units if each.fault]
        if again != status or where:
            faults.append(f"{action}: {again}, not {status}; in {where}")

    assert not faults, say(f"For {who}, of {len(forms)} forms:", faults)
    assert len(changing) >= WHO[who], f"only {sorted(changing)} changed something"


def test_what_was_set_would_be_found(scene, tables):
    with scene.transaction.undone(), scene.transaction.as_owner() as owner:
        owner.execute(text("update document set title = :title"), {"title": STRANGE_TEXT})

        assert "document" in set(owner.execute(tables, STRANGE).scalars())
