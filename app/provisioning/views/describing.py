"""What a directory can ask here: RFC 7644, section 4."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.kernel.access import PUBLIC
from app.provisioning.forms import MOST_AT_ONCE, USER
from app.provisioning.models import ProvisioningKey
from app.provisioning.views.speaking import address_of, as_answer, as_list, blueprint, by_key

SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"
RESOURCE_TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"


@blueprint.route("/ServiceProviderConfig", needs=PUBLIC)
@by_key
def configuration(_key: ProvisioningKey) -> Response:
    """Tell what is supported."""
    no = {"supported": False}
    return as_answer(
        {
            "schemas": [CONFIG],
            "patch": {"supported": True},
            "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
            "filter": {"supported": True, "maxResults": MOST_AT_ONCE},
            "changePassword": no,
            "sort": no,
            "etag": no,
            "authenticationSchemes": [
                {
                    "type": "oauthbearertoken",
                    "name": "Bearer",
                    "description": "A key that the administrator of Samenzicht made.",
                }
            ],
        }
    )


@blueprint.route("/ResourceTypes", needs=PUBLIC)
@by_key
def resource_types(_key: ProvisioningKey) -> Response:
    """List the kinds of things there are: accounts only; roles are given by coordinators."""
    return as_list([_resource_type()], total=1)


@blueprint.route("/ResourceTypes/User", needs=PUBLIC)
@by_key
def resource_type(_key: ProvisioningKey) -> Response:
    """Describe accounts."""
    return as_answer(_resource_type())


@blueprint.route("/Schemas", needs=PUBLIC)
@by_key
def schemas(_key: ProvisioningKey) -> Response:
    """List the one schema."""
    return as_list([_schema()], total=1)


@blueprint.route(f"/Schemas/{USER}", needs=PUBLIC)
@by_key
def schema(_key: ProvisioningKey) -> Response:
    """Describe the attributes of an account."""
    return as_answer(_schema())


def _resource_type() -> dict[str, Any]:
    return {
        "schemas": [RESOURCE_TYPE],
        "id": "User",
        "name": "User",
        "endpoint": "/Users",
        "schema": USER,
        "meta": {"resourceType": "ResourceType", "location": address_of("ResourceTypes/User")},
    }


def _schema() -> dict[str, Any]:
    needed = {"required": True}
    return {
        "schemas": [SCHEMA],
        "id": USER,
        "name": "User",
        "attributes": [
            _attribute("userName", **needed, uniqueness="server"),
            _attribute("externalId", **needed, caseExact=True, mutability="immutable"),
            _attribute("displayName", **needed),
            _attribute("title"),
            _attribute("active", type="boolean"),
        ],
        "meta": {"resourceType": "Schema", "location": address_of(f"Schemas/{USER}")},
    }


def _attribute(name: str, **said: Any) -> dict[str, Any]:
    usual = {
        "type": "string",
        "multiValued": False,
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
    }
    return {"name": name} | usual | said
