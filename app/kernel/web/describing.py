"""What the API tells of itself, in OpenAPI 3.1: made of the routes as they stand.

A route of the API says beside what it needs also what it takes, what may be asked in its address,
and what it gives. A house test holds that against what its view does, so the description cannot lag
behind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from inspect import cleandoc
from typing import Any, TypedDict

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import BaseConverter, Rule

VERSION = "1.0.0"
PREFIX = "/api/v1"
PROBLEM = "application/problem+json"
_MODELS = "#/components/schemas/{model}"
_PARAMETER = re.compile("<([^<>:]+):([^<>]+)>")
_KNOWN: Mapping[str, dict[str, Any]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer", "minimum": 0},
}


@dataclass(frozen=True, slots=True)
class Query:
    """Something that may be asked in an address."""

    name: str
    what: str
    schema: Mapping[str, Any]
    is_required: bool = False


def query(name: str, what: str, *, is_required: bool = False, **schema: Any) -> Query:
    """Declare a query parameter; a text when no schema is given."""
    return Query(name, what, schema or {"type": "string"}, is_required=is_required)


LIMIT = query("limit", "How many items on a page.", type="integer", minimum=1, maximum=100)
CURSOR = query("cursor", "Where the page before ended: its `next`.")
PAGING = (LIMIT, CURSOR)


@dataclass(frozen=True, slots=True)
class Sent:
    """A body that is no JSON."""

    media: str
    fields: Mapping[str, Mapping[str, Any]] | None = None
    """Of a form; None for bytes as they are."""
    required: Sequence[str] = ()

    def schema(self) -> dict[str, Any]:
        """Describe the body."""
        if self.fields is None:
            return {"type": "string", "contentMediaType": self.media}
        return {
            "type": "object",
            "properties": {name: dict(each) for name, each in self.fields.items()},
            "required": list(self.required),
        }


@dataclass(frozen=True, slots=True)
class Gives:
    """What a route answers when all is well."""

    status: HTTPStatus = HTTPStatus.OK
    media: str | None = "application/json"
    is_list: bool = False

    def schema(self) -> dict[str, Any]:
        """Describe what is answered."""
        if self.media != "application/json":
            return {"type": "string"}
        if not self.is_list:
            return {"type": "object"}
        items = {"type": "array", "items": {"type": "object"}}
        return {
            "type": "object",
            "properties": {"items": items, "next": {"type": ["string", "null"]}},
            "required": ["items", "next"],
        }


ONE = Gives()
LIST = Gives(is_list=True)
MADE = Gives(HTTPStatus.CREATED)
NOTHING = Gives(HTTPStatus.NO_CONTENT, None)


class Told(TypedDict, total=False):
    """What a route of the API tells beside its need."""

    takes: type[BaseModel] | Sent
    asks: Sequence[Query]
    gives: Gives


def describe(app: Flask, told: Mapping[str, Told], *, address: str, title: str) -> dict[str, Any]:
    """Describe the API of an application (OpenAPI 3.1).

    Args:
        told: what each endpoint tells.
        address: where the application is reached from outside.
    """
    taken = {id(each["takes"]): each["takes"] for each in told.values() if "takes" in each}
    models = sorted(
        (each for each in taken.values() if not isinstance(each, Sent)),
        key=lambda each: (each.__module__, each.__qualname__),
    )
    refs, made = models_json_schema([(each, "validation") for each in models], ref_template=_MODELS)
    names = {model: ref["$ref"] for (model, _mode), ref in refs.items()}
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        if rule.rule.startswith(f"{PREFIX}/"):
            path = _PARAMETER.sub(r"{\2}", rule.rule.removeprefix(PREFIX))
            for method in sorted((rule.methods or set()) - _passed_over(rule)):
                told_here = told.get(rule.endpoint, Told())
                operation = _operation(app, rule, told_here, names=names)
                paths.setdefault(path, {})[method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": VERSION},
        "servers": [{"url": f"{address}{PREFIX}"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": {**made.get("$defs", {}), "Problem": _PROBLEM_SCHEMA},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {
                "Problem": {
                    "description": "What is wrong (RFC 9457).",
                    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
            },
        },
    }


_PROBLEM_SCHEMA = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                "required": ["field", "message"],
            },
        },
    },
    "required": ["type", "title", "status"],
}


def _passed_over(rule: Rule) -> set[str]:
    """Return the methods that need no description: what comes with another one by itself."""
    methods = rule.methods or set()
    return {"HEAD"} if "GET" in methods else set()


def _operation(app: Flask, rule: Rule, told: Told, *, names: Mapping[Any, str]) -> dict[str, Any]:
    gives = told.get("gives", ONE)
    answer: dict[str, Any] = {"description": gives.status.phrase}
    if gives.media is not None:
        answer["content"] = {gives.media: {"schema": gives.schema()}}
    operation: dict[str, Any] = {
        "operationId": rule.endpoint.replace("_api.", "."),
        "tags": [rule.endpoint.partition("_api.")[0]],
        "summary": cleandoc(app.view_functions[rule.endpoint].__doc__ or "").partition("\n")[0],
        "parameters": [*_in_path(app, rule), *map(_in_query, told.get("asks", ()))],
        "responses": {
            str(int(gives.status)): answer,
            "4XX": {"$ref": "#/components/responses/Problem"},
            "5XX": {"$ref": "#/components/responses/Problem"},
        },
    }
    takes = told.get("takes")
    if isinstance(takes, Sent):
        operation["requestBody"] = _body(takes.media, takes.schema())
    elif takes is not None:
        operation["requestBody"] = _body("application/json", {"$ref": names[takes]})
    return operation


def _body(media: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {media: {"schema": schema}}}


def _in_query(asked: Query) -> dict[str, Any]:
    return {
        "name": asked.name,
        "in": "query",
        "description": asked.what,
        "required": asked.is_required,
        "schema": dict(asked.schema),
    }


def _in_path(app: Flask, rule: Rule) -> list[dict[str, Any]]:
    kinds = app.url_map.converters
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": _KNOWN.get(kind) or _like(kinds[kind]),
        }
        for kind, name in _PARAMETER.findall(rule.rule)
    ]


def _like(kind: type[BaseConverter]) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^(?:{kind.regex})$"}
