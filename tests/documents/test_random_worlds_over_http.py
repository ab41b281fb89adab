"""Three hundred random worlds as people and partners' systems meet them: API, archive, and why.

One person of each world signs in. What the list of the API shows, what an archive holds and leaves
out, and what the page and the API say of why somebody sees a document is what the oracle says.
"""

import io
import re
import zipfile
from types import SimpleNamespace
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update

from app.documents.service import Depot
from app.identity.models import IdentityProvider, Person
from app.kernel.ids import new_id
from tests.support.api import Api
from tests.support.browser import Browser
from tests.support.oracle import DOWNLOAD, FINDING, NONE, VIEW, OracleViewer
from tests.support.worlds import make_worlds

LEVELS = ("none", "finding", "view", "download", "contribute", "manage")
ANSWERS = {"yes": "Ja, ", "finding": "Nee, ", "no": "Nee, "}
TITLE = re.compile(r"Verslag titel[0-9]+ ([0-9a-f]{32})")
WORLDS_EACH = 60


class Visitor:
    """One person of a world, with a browser and a system of their own."""

    def __init__(self, app, transaction, providers, world):
        self.world, self.oracle = world, world.oracle
        self.person, self.organisation = world.people[world.number % len(world.people)]
        self.levels = self.oracle.levels(OracleViewer(self.person, self.organisation))
        them = SimpleNamespace(id=self.person, provider_id=providers[self.organisation])
        self.api = Api(app, them, transaction)
        self.browser = Browser.signed_in(app, them, transaction)

    @property
    def told(self):
        return f"world {self.world.number}, person {self.person}"

    def here(self, place):
        return {
            each: level
            for each, level in self.levels.items()
            if self.oracle.documents[each].workspace == place
        }

    def is_in(self, place):
        return self.oracle._role_of(OracleViewer(self.person, self.organisation), place) is not None


def check_api(visitor):
    for place, ref in visitor.world.refs.items():
        answer = visitor.api.get(f"/workspaces/{ref}/documents")
        assert answer.status_code == (200 if visitor.is_in(place) else 404), visitor.told
        items = answer.json.get("items", [])
        shown = [(UUID(each["id"]), LEVELS.index(each["level"])) for each in items]
        assert sorted(shown) == sorted(visitor.here(place).items()), visitor.told
    known = list(visitor.oracle.documents)
    for each in known[visitor.world.number % 3 :: 3]:
        status = visitor.api.get(f"/documents/{each}").status_code
        assert status == (200 if each in visitor.levels else 404), visitor.told


def check_archive(visitor):
    """All there is in the world is ticked; what does not exist for the reader is passed over."""
    token = visitor.browser.visit("/").tree.cssselect("[name=csrf_token]")[0].get("value")
    ticked = {"document": [str(each) for each in visitor.oracle.documents], "csrf_token": token}
    for place, ref in visitor.world.refs.items():
        levels = visitor.here(place)
        taken = {each for each in levels if may_take(visitor, each)}
        answer = visitor.browser.send(f"/workspaces/{ref}/documents/zip", ticked)
        status = 404 if not visitor.is_in(place) else 200 if taken else 422
        assert answer.status == status, visitor.told
        if status == 200:
            assert archived(answer.response.get_data()) == (taken, set(levels) - taken), (
                visitor.told
            )


def may_take(visitor, document):
    it = visitor.oracle.documents[document]
    may_download = visitor.levels[document] >= DOWNLOAD and it.is_released
    return may_download and not it.is_police_data


def archived(content):
    """Which documents an archive holds, and which its overview says were left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        overview, *files = archive.namelist()
        inside = {UUID(archive.read(each).decode()) for each in files}
        lines = archive.read(overview).decode().splitlines()[1:]
    told = {line.startswith(";"): set() for line in lines}
    for line in lines:
        told[line.startswith(";")].add(UUID(TITLE.search(line).group(1)))
    assert told.get(False, set()) == inside
    return inside, told.get(True, set())


def check_reasons(visitor):
    """Asked about one document: one person, and a whole organisation."""
    for document in sorted(visitor.levels)[:1]:
        place = visitor.oracle.documents[document].workspace
        for person, organisation in visitor.world.people[:: 1 + visitor.world.number % 3]:
            if is_member(visitor.oracle, place, person):
                login = f"p{person.hex[:16]}"
                level = visitor.oracle.level(person, document)
                check_reason(visitor, document, organisation, login=login, level=level)
        for organisation in visitor.oracle.clearances:
            people = [
                person
                for person, home in visitor.world.people
                if home == organisation and is_member(visitor.oracle, place, person)
            ]
            levels = [visitor.oracle.level(person, document) for person in people]
            check_reason(visitor, document, organisation, level=max(levels, default=NONE))


def is_member(oracle, place, person):
    return oracle._role_of(OracleViewer(person, oracle.homes[person]), place) is not None


def check_reason(visitor, document, organisation, *, level, login=""):
    code = f"r{organisation.hex[:16]}"
    asked = f"organisation={code}" + (f"&login={login}" if login else "")
    answer = visitor.api.get(f"/documents/{document}/access/explanation?{asked}").json
    decision = "yes" if level >= VIEW else "finding" if level == FINDING else "no"
    assert (answer["decision"], answer["level"]) == (decision, LEVELS[level]), visitor.told
    if answer["reason"] and takes_part(visitor, document, organisation):
        ref = visitor.world.refs[visitor.oracle.documents[document].workspace]
        who = f"{code}:{login}" if login else code
        page = visitor.browser.visit(
            f"/workspaces/{ref}/documents/{document}/access/why?who={who}", htmx=True
        )
        told = page.text("#documents-why h3")
        assert told.startswith(ANSWERS[decision]), (visitor.told, told)
        assert answer["reason"] in page.text("#documents-why"), visitor.told


def takes_part(visitor, document, organisation):
    place = visitor.oracle.documents[document].workspace
    return visitor.oracle.participations.get((place, organisation), False)


@pytest.mark.parametrize("seed", range(5))
def test_api_archive_and_explanation_say_what_the_oracle_says(app, transaction, monkeypatch, seed):
    monkeypatch.setattr(Depot, "read", lambda _self, _place, version: iter([content_of(version)]))
    with transaction.as_owner() as owner:
        worlds = make_worlds(owner, seed=300 + seed, count=WORLDS_EACH, first=seed * WORLDS_EACH)
        providers = give_providers(owner)
    for world in worlds:
        visitor = Visitor(app, transaction, providers, world)
        check_api(visitor)
        check_archive(visitor)
        check_reasons(visitor)


def give_providers(owner):
    """Give each organisation of the worlds a provider that knows its people; return them."""
    stranger = Person.provider_id.is_(None)
    homes = owner.execute(select(Person.organisation_id).where(stranger).distinct()).scalars().all()
    providers = {home: new_id() for home in homes}
    rows = [
        {
            "id": provider_id,
            "organisation_id": home,
            "slug": f"p-{home.hex}",
            "issuer": f"https://{home.hex}.example",
            "discovery_url": f"https://{home.hex}.example/.well-known/openid-configuration",
            "client_id": "samenzicht",
            "algorithms": ["RS256"],
            "accepted_acr": [],
            "classified_acr": ["substantial"],
            "max_clock_skew_seconds": 60,
            "is_active": True,
        }
        for home, provider_id in providers.items()
    ]
    owner.execute(insert(IdentityProvider), rows)
    of_home = IdentityProvider.organisation_id == Person.organisation_id
    known = update(Person).where(stranger, of_home)
    owner.execute(known.values(provider_id=IdentityProvider.id, subject=Person.login))
    return providers


def content_of(version):
    """Let a file hold the id of its document: no such file was ever stored."""
    return str(version.document_id).encode()
