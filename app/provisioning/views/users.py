"""Accounts over SCIM: /scim/v2/Users (RFC 7644, section 3)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, request

from app.kernel.access import PUBLIC
from app.provisioning import queries, service
from app.provisioning.forms import (
    MOST_AT_ONCE,
    USER,
    read_changes,
    read_filter,
    read_number,
    read_user,
)
from app.provisioning.models import ProvisionedAccount, ProvisioningKey
from app.provisioning.views.speaking import (
    address_of,
    as_answer,
    as_list,
    blueprint,
    by_key,
    read_body,
)

FURTHEST = 1_000_000


@blueprint.route("/Users", needs=PUBLIC)
@by_key
def list_users(key: ProvisioningKey) -> Response:
    """List the accounts of this directory, or those of which one attribute equals a value."""
    sought = read_filter(request.args.get("filter"))
    start = read_number(request.args.get("startIndex"), otherwise=1, least=1, most=FURTHEST)
    count = read_number(
        request.args.get("count"), otherwise=MOST_AT_ONCE, least=0, most=MOST_AT_ONCE
    )
    total, rows = queries.list_accounts(key, sought, start=start - 1, count=count)
    return as_list([_resource(each) for each in rows], start=start, total=total)


@blueprint.route("/Users", methods=["POST"], needs=PUBLIC, brings_proof=True)
@by_key
def enter_user(key: ProvisioningKey) -> Response:
    """Enter an account."""
    account = service.enter(key, read_user(read_body()))
    return _located(account, HTTPStatus.CREATED)


@blueprint.route("/Users/<uuid:person_id>", needs=PUBLIC)
@by_key
def get_user(key: ProvisioningKey, person_id: UUID) -> Response:
    """Return an account."""
    return _located(queries.get_account(key, person_id))


@blueprint.route("/Users/<uuid:person_id>", methods=["PUT"], needs=PUBLIC, brings_proof=True)
@by_key
def replace_user(key: ProvisioningKey, person_id: UUID) -> Response:
    """Give an account all that is told of it."""
    account = queries.get_account(key, person_id)
    told = read_user(read_body())
    service.change(key, account, lambda _now: told)
    return _located(account)


@blueprint.route("/Users/<uuid:person_id>", methods=["PATCH"], needs=PUBLIC, brings_proof=True)
@by_key
def change_user(key: ProvisioningKey, person_id: UUID) -> Response:
    """Change parts of an account, all or none of them."""
    account = queries.get_account(key, person_id)
    body = read_body()
    service.change(key, account, lambda now: read_changes(body, now))
    return _located(account)


@blueprint.route("/Users/<uuid:person_id>", methods=["DELETE"], needs=PUBLIC, brings_proof=True)
@by_key
def remove_user(key: ProvisioningKey, person_id: UUID) -> Response:
    """Block an account and let the directory see it no more."""
    service.remove(key, queries.get_account(key, person_id))
    return Response(status=HTTPStatus.NO_CONTENT)


def _located(account: ProvisionedAccount, status: HTTPStatus = HTTPStatus.OK) -> Response:
    answer = as_answer(_resource(account), status)
    answer.headers["Location"] = address_of(f"Users/{account.person_id}")
    return answer


def _resource(account: ProvisionedAccount) -> dict[str, Any]:
    person = account.person
    return {
        "schemas": [USER],
        "id": str(account.person_id),
        "externalId": account.external_id,
        "userName": person.email,
        "displayName": person.name,
        "name": {"formatted": person.name},
        "title": person.job_title,
        "emails": [{"value": person.email, "type": "work", "primary": True}],
        "active": person.blocked_at is None,
        "meta": {
            "resourceType": "User",
            "created": account.entered_at.isoformat(),
            "lastModified": account.changed_at.isoformat(),
            "location": address_of(f"Users/{account.person_id}"),
        },
    }
