"""For operators and other systems: is all there that is needed, and what does the API speak."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, current_app, jsonify, make_response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.adapters.blobs import SealedBlobs
from app.kernel import db
from app.kernel.web.describing import PREFIX, describe
from app.kernel.web.door import PUBLIC, GuardedBlueprint
from app.kernel.web.house import current_house
from app.kernel.web.json_api import answer_json

blueprint = GuardedBlueprint("health", __name__)


@blueprint.route("/healthz", needs=PUBLIC)
def alive() -> Response:
    """Say that the process answers."""
    return make_response("ok\n", {"Content-Type": "text/plain; charset=utf-8"})


@blueprint.route("/readyz", needs=PUBLIC)
def ready() -> Response:
    """Say whether database, queue and storage are there; 503 when one is not."""
    found = {
        "database": _answers("select 1"),
        "queue": _answers("select 1 from procrastinate_jobs limit 1"),
        "storage": current_house().tool(SealedBlobs).store.is_there(),
    }
    response = jsonify({name: "ok" if fine else "missing" for name, fine in found.items()})
    if not all(found.values()):
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return response


@blueprint.route(f"{PREFIX}/openapi.json", needs=PUBLIC)
def openapi() -> Response:
    """Describe the API (OpenAPI 3.1)."""
    house = current_house()
    address = str(house.settings.public_url).rstrip("/")
    content = describe(current_app, house.told, address=address, title="Samenzicht")
    return answer_json(content)


def _answers(statement: str) -> bool:
    try:
        db.session().execute(text(statement))
    except SQLAlchemyError:
        return False
    return True
