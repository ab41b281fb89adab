"""Cora's card is in the register of IGJ, which has a root on record for its people."""

from __future__ import annotations

import io

import pytest

from app.adapters.sealers.configuration import Sealers
from app.identity.models import Mandate
from app.kernel.web.house import house_of
from tests.support.outside_keys import Elsewhere
from tests.support.signed_elsewhere import NUMBER, Card
from tests.support.signing_in import come_back

FORM = "form[action$='/sign/elsewhere']"


@pytest.fixture(scope="module")
def authority():
    return Elsewhere()


@pytest.fixture(scope="module")
def card(authority):
    return Card(authority)


@pytest.fixture
def register(transaction, world):
    """Change what the register has for Cora."""

    def registered(**facts):
        with transaction.as_owner() as owner:
            held = owner.query(Mandate).filter_by(holder_id=world.person("cora").id)
            held.update(facts)

    return registered


@pytest.fixture
def choose(desk, monkeypatch):
    def chosen(*roots):
        sealers = Sealers({}, {"igj": roots} if roots else {})
        monkeypatch.setitem(house_of(desk.app).tools, Sealers, sealers)

    return chosen


@pytest.fixture(autouse=True)
def on_record(card, register, choose):
    register(certificate=NUMBER)
    choose(card.root())


@pytest.fixture
def report(desk):
    return desk.frozen()


@pytest.fixture
def page(place, report):
    return f"{place}/{report}/sign/elsewhere"


@pytest.fixture
def send_file(browser_of, page, provider):
    """Let Cora send a file by the form."""

    def sent(content, browser=None):
        cora = browser or browser_of("cora")
        form = cora.visit(page)
        return form.submit(FORM, files={"file": (io.BytesIO(content), "rapport.pdf")}, has_read="y")

    return sent


@pytest.fixture
def confirm(browser_of, provider, send_file):
    """Let Cora send a file, sign in anew and come back; returns where she ends."""

    def confirmed(content, *, before=lambda: None):
        cora = browser_of("cora")
        begun = send_file(content, cora)
        assert begun.status == 303, begun.text(FORM)
        back = come_back(cora, provider.visit(begun.location))
        before()
        return back.follow()

    return confirmed
