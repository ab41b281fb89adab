"""Reading what a directory sends: resources, changes and filters of SCIM 2.0; and one form.

All of it is hostile until shown otherwise. What we do not keep (groups, telephone numbers, the
enterprise extension) is passed over, as RFC 7644 section 3.3 lets a server do; what we keep must be
of its type. Some directories write true and false as words, and attributes in any case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.identity.service.correcting import PersonWords
from app.kernel.text import lazy
from app.kernel.web.forms import VersionedForm
from app.kernel.words import UNKEEPABLE
from app.provisioning.queries import Sought
from app.provisioning.service import Told

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
MOST_OPERATIONS = 50
MOST_AT_ONCE = 100
LONGEST_FILTER = 400
"""Characters: an attribute and the longest value there is, with room to spare."""
LONGEST = {"address": 254, "external_id": 255, "name": 200, "job_title": 200}
ATTRIBUTES: dict[str, Literal["address", "external_id", "name", "job_title", "is_active"]] = {
    "username": "address",
    "externalid": "external_id",
    "displayname": "name",
    "name.formatted": "name",
    "title": "job_title",
    "active": "is_active",
}
"""Ours by theirs, in small letters."""
WANTED = {"address": "userName", "external_id": "externalId", "name": "displayName"}
"""What an account cannot be without, with their name for it."""
FILTER = re.compile(r'\s*(\w+(?:\.\w+)?)\s+eq\s+"((?:[^"\\]|\\.)*)"\s*', re.IGNORECASE)
SOUGHT: dict[str, Literal["address", "external_id", "id"]] = {
    "username": "address",
    "emails.value": "address",
    "externalid": "external_id",
    "id": "id",
}


class CorrectAccountForm(VersionedForm):
    """What of an account an administrator can correct."""

    name = StringField(
        lazy("Name"), validators=[InputRequired(lazy("Fill this in.")), Length(max=200)]
    )
    email = StringField(
        lazy("Work e-mail address"),
        description=lazy("For mail and on screen. It is not by this that somebody is known."),
        validators=[InputRequired(lazy("Type a work e-mail address.")), Length(max=254)],
        render_kw={"autocomplete": "off", "type": "email"},
    )
    job_title = StringField(lazy("Function"), validators=[Length(max=200)])

    def words(self) -> PersonWords:
        """Return what was typed; after validation."""
        return PersonWords(
            " ".join(str(self.name.data).split()),
            str(self.email.data),
            " ".join(str(self.job_title.data or "").split()),
        )


class Malformed(Exception):
    """What a directory sent cannot be read; ``kind`` is the word SCIM has for it."""

    def __init__(self, kind: str, told: str) -> None:
        super().__init__(told)
        self.kind = kind


def read_user(body: Any) -> Told:
    """Read a whole resource.

    Raises:
        Malformed: it is none, or something that is needed is missing or of another type.
    """
    return _whole(Told("", "", "", "", is_active=True), _a_mapping(body))


def read_changes(body: Any, now: Told) -> Told:
    """Return an account as it is after the operations of a PATCH, which are done all or not at all.

    Raises:
        Malformed: an operation cannot be read, or takes away what an account cannot be without.
    """
    operations = _member(_a_mapping(body), "operations")
    if not isinstance(operations, list) or not 1 <= len(operations) <= MOST_OPERATIONS:
        raise Malformed("invalidSyntax", f"Operations is a list of 1 to {MOST_OPERATIONS}.")
    then = now
    for each in operations:
        then = _changed(then, _a_mapping(each))
    return _whole(then, {})


def read_filter(written: str | None) -> Sought | None:
    """Read a filter: one attribute that equals a value.

    Raises:
        Malformed: it asks something else.
    """
    if not written:
        return None
    found = FILTER.fullmatch(written) if len(written) <= LONGEST_FILTER else None
    attribute = SOUGHT.get(found[1].lower()) if found else None
    if found is None or attribute is None:
        names = "userName, externalId, emails.value or id"
        raise Malformed("invalidFilter", f'A filter is {names}, then eq and a "value".')
    return Sought(attribute, re.sub(r"\\(.)", r"\1", found[2]))


def read_number(written: str | None, *, otherwise: int, least: int, most: int) -> int:
    """Read a number of the query; one that is too small or large is brought within its bounds."""
    if written is None:
        return otherwise
    if not re.fullmatch(r"-?[0-9]{1,9}", written):
        raise Malformed("invalidValue", "startIndex and count are whole numbers.")
    return min(max(int(written), least), most)


def _whole(now: Told, told: Mapping[str, Any]) -> Told:
    then = replace(now, **_kept(told))
    for ours, theirs in WANTED.items():
        if not getattr(then, ours):
            raise Malformed("invalidValue", f"{theirs} is missing.")
    return then


def _changed(now: Told, operation: Mapping[str, Any]) -> Told:
    what, path = _member(operation, "op"), _member(operation, "path")
    kind = what.lower() if isinstance(what, str) else ""
    if kind not in ("add", "replace", "remove"):
        raise Malformed("invalidSyntax", "op is add, replace or remove.")
    if path is not None and not isinstance(path, str):
        raise Malformed("invalidPath", "path is a text.")
    if kind == "remove":
        return _without(now, path)
    value = _member(operation, "value")
    told = _a_mapping(value) if path is None else {path: value}
    return replace(now, **_kept(told))


def _without(now: Told, path: str | None) -> Told:
    if not path:
        raise Malformed("noTarget", "What is to be removed needs a path.")
    ours = ATTRIBUTES.get(path.lower())
    if ours == "job_title":
        return replace(now, job_title="")
    if ours is not None:
        raise Malformed("mutability", f"An account cannot be without {path}.")
    return now


def _kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what we keep of what was told, checked."""
    found: dict[str, Any] = {}
    for name, value in _flat(told):
        ours = ATTRIBUTES.get(name.lower().removeprefix(f"{USER.lower()}:"))
        if ours is not None:
            found[ours] = _read(name, ours, value)
    if "name" not in found and (parts := _parts_of_a_name(told)):
        found["name"] = _read("name", "name", parts)
    return found


def _flat(told: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """List the members, with those of the name under their path; what comes later goes before."""
    listed: list[tuple[str, Any]] = []
    for key, value in told.items():
        if key.lower() == "name" and isinstance(value, dict):
            listed[:0] = [(f"name.{inner}", each) for inner, each in value.items()]
        else:
            listed.append((key, value))
    return listed


def _parts_of_a_name(told: Mapping[str, Any]) -> str:
    parts = {name.lower(): value for name, value in _flat(told)}
    words = [parts.get(f"name.{part}") for part in ("givenname", "familyname")]
    return " ".join(each for each in words if isinstance(each, str)) if None not in words else ""


def _read(name: str, ours: str, value: Any) -> str | bool:
    if ours == "is_active":
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        if not isinstance(value, bool):
            raise Malformed("invalidValue", "active is true or false.")
        return value
    if not isinstance(value, str):
        raise Malformed("invalidValue", f"{name} is a text.")
    text = value if ours == "external_id" else " ".join(value.split())
    if len(text) > LONGEST[ours] or UNKEEPABLE.search(text) or "\n" in text or "\r" in text:
        raise Malformed(
            "invalidValue", f"{name} is one line of at most {LONGEST[ours]} characters."
        )
    return text.lower() if ours == "address" else text


def _a_mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Malformed("invalidSyntax", "An object was expected.")
    return value


def _member(told: Mapping[str, Any], name: str) -> Any:
    return next((value for key, value in told.items() if key.lower() == name), None)
