"""A story told twice: by requests to the product, and to an oracle that does not know the product.

Each step is one thing people do, sent over HTTP as one of the cast; the same is then true in the
oracle's world. `shown_to` asks the product what somebody sees, by four roads.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import text

from app.kernel import clock
from app.kernel.web.house import house_of
from tests.support.api import Api
from tests.support.browser import Browser
from tests.support.database import OneTransaction
from tests.support.documents import BASIS, Library
from tests.support.oracle import (
    OracleDocument,
    OracleFolder,
    OracleRule,
    OracleViewer,
    OracleWorld,
)
from tests.support.world import CAST, OUTSIDERS, World

LEVELS = ("none", "finding", "view", "download", "contribute", "manage")
HOMES = {who: home for who, (home, _role) in CAST.items()} | OUTSIDERS
OWNERS = {"ijenv": "anna", "igj": "bram"}
"""Who acts for the organisations that bring documents."""
WORKERS = ("coordinator", "contributor")
CLASSES = ("ongerubriceerd", "dep_vertrouwelijk")
LINK = re.compile(r"/documents/([0-9a-f]{8}-[0-9a-f-]{27})")


@dataclass(frozen=True, slots=True)
class Wish:
    """A rule as somebody wants it: whom it is about by code and login, how many days it holds."""

    organisation: str
    level: int
    days: int | None
    people: tuple[str, ...] = ()


@dataclass(slots=True)
class Story:
    """The workspace of the cast, its documents, and the same in the oracle's world."""

    app: Flask
    world: World
    transaction: OneTransaction
    apis: dict[str, Api] = field(default_factory=dict)
    oracle: OracleWorld = field(default_factory=lambda: OracleWorld(clock.today()))
    documents: dict[str, UUID] = field(default_factory=dict)
    folders: dict[str, UUID] = field(default_factory=dict)
    passed: int = 0
    """Days that passed since the story began."""
    coordinated_last: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Who coordinated for an organisation when its part ended."""

    @property
    def place(self) -> UUID:
        """The workspace."""
        return self.world.workspace.id

    @property
    def path(self) -> str:
        """Where it is in the API, and on screen."""
        return f"/workspaces/{self.world.workspace.ref}"

    def begin(self) -> None:
        """Make tokens, folders and documents; nobody has laid down a rule yet."""
        self._people()
        for name, parent in (("top", None), ("below", "top"), ("beside", None)):
            self._folder(name, parent)
        library = Library(house_of(self.app), self.world)
        for name, who, folder in (
            ("one", "bram", "root"),
            ("two", "bram", "top"),
            ("three", "bram", "below"),
            ("four", "anna", "below"),
        ):
            self._document(library, name, who, folder=folder)

    def _people(self) -> None:
        for code, organisation in self.world.organisations.items():
            self.oracle.clearances[organisation.id] = 0 if code == "ivho" else 1
            self.oracle.participations[self.place, organisation.id] = code != "nvwa"
        for who in HOMES:
            person = self.world.person(who)
            self.oracle.homes[person.id] = person.organisation_id
            self.apis[who] = Api(self.app, person, self.transaction)
            if who in CAST:
                role = str(CAST[who][1])
                self.oracle.memberships[self.place, person.id] = (person.organisation_id, role)
        with self.transaction.as_owner() as owner:
            owner.execute(text("update api_token set expires_at = expires_at + interval '9 years'"))

    def _folder(self, name: str, parent: str | None) -> None:
        root = self.folders.setdefault("root", self.world.root.id)
        self.oracle.folders.setdefault(root, OracleFolder(None, self.place))
        above = self.folders[parent] if parent else root
        made = self.ask("anna", "POST", f"{self.path}/folders", name=name, parent=str(above))
        key = self.folders[name] = UUID(made["id"])
        self.oracle.folders[key] = OracleFolder(above, self.place)

    def _document(self, library: Library, name: str, who: str, *, folder: str) -> None:
        classification = CLASSES[name == "two"]
        document = library.bring(who, title=f"Verslag {name}", classification=classification)
        key = self.documents[name] = document.id
        self.oracle.documents[key] = OracleDocument(
            workspace=self.place,
            owner=document.organisation_id,
            folder=self.folders["root"],
            classification=int(name == "two"),
            is_released=True,
            is_withdrawn=False,
        )
        if folder != "root":
            self.move(name, folder)

    def ask(self, who: str, method: str, path: str, **body: Any) -> Any:
        """Send a change to the API; it is carried out."""
        answer = self.apis[who].ask(method, path, **({"json": body} if body else {}))
        assert answer.status_code in (200, 201, 204), (who, method, path, answer.get_data())
        return answer.json if answer.status_code != 204 else None

    # ── what people do ─────────────────────────────────────────────────────────────────────────

    def owner_of(self, name: str) -> str:
        """Return who acts for the organisation that brought a document."""
        organisation = self.oracle.documents[self.documents[name]].owner
        return next(who for code, who in OWNERS.items() if self.id_of(code) == organisation)

    def id_of(self, code: str) -> UUID:
        """Return the id of an organisation."""
        return self.world.organisations[code].id

    def role_of(self, who: str) -> str | None:
        """Return what somebody is in the workspace now; None for who is not in it."""
        person = self.world.person(who)
        return self.oracle._role_of(OracleViewer(person.id, person.organisation_id), self.place)

    def works(self, who: str) -> bool:
        """Tell whether somebody may change things for the own organisation now."""
        return self.role_of(who) in WORKERS

    def giver(self, who: str, *roles: str) -> str | None:
        """Return who may give somebody these roles, or take them; None for nobody now.

        An organisation chooses its coordinators itself. The lead lets the first one in, and after
        a return one of those who coordinated until it left.
        """
        code = HOMES[who]
        if "coordinator" not in roles or code == HOMES["anna"]:
            return "anna"
        if there := self.coordinators(code):
            return next((each for each in there if each != who), None)
        then = self.coordinated_last.get(code, ())
        return "anna" if not then or who in then else None

    def coordinators(self, code: str) -> tuple[str, ...]:
        """Return who coordinates for an organisation now."""
        people = (who for who, home in HOMES.items() if home == code)
        return tuple(who for who in people if self.role_of(who) == "coordinator")

    def can_be_laid_down(self, wishes: Iterable[Wish], owner: str) -> bool:
        """Tell whether the rules are about participants, and name people who work here."""
        return all(
            each.organisation != HOMES[owner]
            and self.oracle.participations[self.place, self.id_of(each.organisation)]
            and all(self.role_of(who) and HOMES[who] == each.organisation for who in each.people)
            for each in wishes
        )

    def rule_document(self, name: str, wishes: tuple[Wish, ...] | None) -> None:
        """Give a document rules of its own, also none at all, or let it follow its folder again."""
        key = self.documents[name]
        self.ask(self.owner_of(name), "PUT", f"/documents/{key}/access", **self._body(wishes))
        if wishes is None:
            self.oracle.document_rules.pop(key, None)
        else:
            self.oracle.document_rules[key] = self._rules(wishes)

    def rule_folder(self, name: str, owner: str, wishes: tuple[Wish, ...] | None) -> None:
        """Give a folder, or with the root the workspace, rules of an owner, or let it follow."""
        at = (self.folders[name], self.id_of(owner))
        is_root = name == "root"
        path = self.path if is_root else f"/folders/{at[0]}"
        self.ask(OWNERS[owner], "PUT", f"{path}/access", **self._body(wishes))
        rules = None if wishes is None else self._rules(wishes)
        if is_root:
            self.oracle.workspace_rules[self.place, at[1]] = rules or []
        elif rules is None:
            self.oracle.folder_rules.pop(at, None)
        else:
            self.oracle.folder_rules[at] = rules

    def _body(self, wishes: tuple[Wish, ...] | None) -> dict[str, Any]:
        rules = [
            {
                "organisation": each.organisation,
                "level": LEVELS[each.level],
                "until": self._until(each).isoformat(),
                "legal_basis": BASIS,
                "purpose": "Samen onderzoeken",
                "people": list(each.people),
            }
            for each in wishes or ()
        ]
        return {"own": wishes is not None, "rules": rules}

    def _until(self, wish: Wish) -> date:
        return clock.today() + timedelta(days=wish.days or 0)

    def _rules(self, wishes: tuple[Wish, ...]) -> list[OracleRule]:
        return [
            OracleRule(
                organisation=self.id_of(each.organisation),
                level=each.level,
                until=self._until(each),
                people=frozenset(self.world.person(who).id for who in each.people),
            )
            for each in wishes
        ]

    def move(self, name: str, folder: str) -> None:
        """Put a document in another folder."""
        key = self.documents[name]
        path, where = f"/documents/{key}", str(self.folders[folder])
        self.ask(self.owner_of(name), "PATCH", path, folder=where)
        self.oracle.documents[key].folder = self.folders[folder]

    def withdraw(self, name: str) -> None:
        """Withdraw a document."""
        self.ask(self.owner_of(name), "DELETE", f"/documents/{self.documents[name]}")
        self.oracle.documents[self.documents[name]].is_withdrawn = True

    def restore(self, name: str) -> None:
        """Undo that, on screen."""
        key = self.documents[name]
        page = self.browser(self.owner_of(name)).visit(f"{self.path}/documents/{key}/withdrawal")
        page = page.submit("#withdrawal-form", preview="1")
        assert page.submit("#withdrawal-form", undo="1").status == 303
        self.oracle.documents[key].is_withdrawn = False

    def change_role(self, giver: str, who: str, role: str) -> None:
        """Give somebody another role, on screen."""
        page = self.browser(giver).visit(f"{self.path}/members")
        token = page.tree.cssselect("[name=csrf_token]")[0].get("value")
        address = f"{self.path}/members/people/{self._member(who)}/role"
        answer = page.browser.send(address, {"role": role, "csrf_token": token})
        assert answer.status in (200, 303), answer.text("main")
        person = self.world.person(who)
        self.oracle.memberships[self.place, person.id] = (person.organisation_id, role)

    def let_out(self, giver: str, who: str) -> None:
        """End somebody's membership."""
        self.ask(giver, "DELETE", f"{self.path}/members/{self._member(who)}")
        del self.oracle.memberships[self.place, self.world.person(who).id]

    def let_in(self, giver: str, who: str, role: str) -> None:
        """Let somebody in, for the first time or again."""
        self.ask(giver, "POST", f"{self.path}/members", login=who, role=role)
        person = self.world.person(who)
        self.oracle.memberships[self.place, person.id] = (person.organisation_id, role)

    def end_part(self, code: str) -> None:
        """End the part of an organisation, and with it the memberships of its people."""
        if last := self.coordinators(code):
            self.coordinated_last[code] = last
        items = self.ask("anna", "GET", f"{self.path}/participants")["items"]
        found = next(each["id"] for each in items if each["organisation"] == code)
        self.ask("anna", "DELETE", f"{self.path}/participants/{found}")
        self.oracle.participations[self.place, self.id_of(code)] = False
        for key, (organisation, _role) in list(self.oracle.memberships.items()):
            if organisation == self.id_of(code):
                del self.oracle.memberships[key]

    def take_part(self, code: str, role: str) -> None:
        """Let an organisation take part, for the first time or again."""
        self.ask("anna", "POST", f"{self.path}/participants", organisation=code, role=role)
        self.oracle.participations[self.place, self.id_of(code)] = True

    def cite(self, who: str, name: str) -> None:
        """Name a document as evidence in a finding for all; that gives nobody sight of it."""
        self.ask(
            who,
            "POST",
            f"{self.path}/findings",
            title="Bevinding",
            text="Zie het bewijs.",
            norm=self.world.norm.code,
            aspect="resources",
            evidence=[str(self.documents[name])],
        )

    def mention(self, who: str, name: str, whom: str) -> None:
        """Name somebody in a comment beside a document; that gives nobody sight of it.

        Who may not read there cannot be named, whatever the reason.
        """
        key, said = self.documents[name], f"@{whom}, wil je hiernaar kijken?"
        answer = self.apis[who].ask("POST", f"/documents/{key}/comments", json={"body": said})
        reads = self.expected(whom).get(key, 0) >= LEVELS.index("download")
        assert answer.status_code == (201 if reads else 422), (who, whom, answer.get_data())

    def copy(self, who: str, name: str, folder: str) -> None:
        """Download a document and bring it in again as material of one's own organisation."""
        taken = self.apis[who].get(f"/documents/{self.documents[name]}/content")
        assert taken.status_code == 200, taken.get_data()
        source = self.oracle.documents[self.documents[name]]
        sent = {
            "file": (io.BytesIO(taken.get_data()), "verslag.txt"),
            "folder": str(self.folders[folder]),
            "title": "Verslag copy",
            "classification": CLASSES[source.classification],
        }
        made = self.apis[who].ask("POST", f"{self.path}/documents", data=sent)
        assert made.status_code == 201, made.get_data()
        key = self.documents["copy"] = UUID(made.json["id"])
        owner = self.world.person(who).organisation_id
        at = self.folders[folder]
        self.oracle.documents[key] = replace(source, owner=owner, folder=at, is_withdrawn=False)

    def let_pass(self, days: int) -> None:
        """Let days pass; the caller moves the clock."""
        self.passed += days
        self.oracle.today = clock.today()

    def _member(self, who: str) -> str:
        items = self.ask("anna", "GET", f"{self.path}/members")["items"]
        return str(next(each["id"] for each in items if each["login"] == who))

    # ── what the product shows ─────────────────────────────────────────────────────────────────

    def browser(self, who: str) -> Browser:
        """Return a browser of somebody who has just signed in."""
        return Browser.signed_in(self.app, self.world.person(who), self.transaction)

    def expected(self, who: str) -> dict[UUID, int]:
        """Return what exists for somebody, by the oracle."""
        person = self.world.person(who)
        return self.oracle.levels(OracleViewer(person.id, person.organisation_id))

    def listed(self, who: str) -> dict[UUID, int]:
        """Return what the list of the API shows, with its level."""
        answer = self.apis[who].get(f"{self.path}/documents")
        if answer.status_code == 404:
            return {}
        items = answer.json["items"]
        found = {UUID(each["id"]): LEVELS.index(each["level"]) for each in items}
        assert len(found) == len(items), "Each document once"
        return found

    def on_screen(self, who: str) -> set[UUID]:
        """Return the documents the list page names."""
        page = self.browser(who).visit(f"{self.path}/documents")
        return {UUID(each) for each in LINK.findall(page.body)}

    def found(self, who: str) -> set[UUID]:
        """Return the documents a search finds."""
        items = self.apis[who].get("/search?q=verslag&kind=document").json["items"]
        return {UUID(each["id"]) for each in items}

    def loaded(self, who: str) -> set[UUID]:
        """Return the documents that can be opened by their address."""
        return {
            each
            for each in self.documents.values()
            if self.apis[who].get(f"/documents/{each}").status_code == 200
        }
