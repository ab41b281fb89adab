"""A small feature for tests of the door: routes that behave, and routes that forget something."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import (
    Response,
    abort,
    jsonify,
    make_response,
    request,
)
from sqlalchemy import text

from app.identity.actions import IdentityAction
from app.identity.confirming import lead_to_fresh_sign_in
from app.identity.models import Person
from app.identity.queries import get_self
from app.identity.service.sessions import take_fresh_sign_in
from app.kernel import db
from app.kernel.access import PUBLIC, SIGNED_IN, Actor, Permission, grant, require, rule
from app.kernel.errors import NotFound, OutOfDate, Refused
from app.kernel.ids import new_id
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.drawing import draw, templates
from app.kernel.web.forms import Form
from app.kernel.web.problems import StaleMatch
from app.kernel.work import begin_work


class Room(Permission):
    """What one may do with the room."""

    ENTER = "room:door:enter"
    PAINT = "room:wall:paint"


@dataclass
class TheRoom:
    """The one thing of this feature."""

    id: UUID
    is_there: bool = True
    is_dry: bool = True


ROOM = TheRoom(new_id())


@rule("It is not there.", is_sight=True)
def is_there(_actor: Actor, room: TheRoom) -> bool:
    return room.is_there


@rule("The paint is still wet.")
def is_dry(_actor: Actor, room: TheRoom) -> bool:
    return room.is_dry


grant(Room.ENTER, is_there)
grant(Room.PAINT, is_there, is_dry)

FORM = """<form action="{{ request.full_path }}" method="post">{{ form.hidden_tag() }}
<p role="alert">{{ form.messages()|join(" ") }} {{ form.form_key.errors|join(" ") }}</p></form>"""

pages = GuardedBlueprint("doorway", __name__, url_prefix="/doorway")
api = GuardedBlueprint("doorway_api", __name__, url_prefix="/api/v1/doorway")


def _text(words: str = "in") -> Response:
    return make_response(f"<!doctype html><title>x</title><p>{words}</p>")


def _form(form: Form | None = None) -> Response:
    form = form or Form()
    return make_response(
        templates().from_string(FORM).render(form=form, request=request), form.status
    )


@pages.route("/open", needs=PUBLIC)
def open_() -> Response:
    return _text("a" * int(request.args.get("size", "1")))


@pages.route("/hall", methods=["GET", "POST"], needs=SIGNED_IN)
def hall() -> Response:
    return _text(f"hello {current_actor().name}")


@pages.route("/room", needs=Room.ENTER)
def room() -> Response:
    require(current_actor(), Room.ENTER, TheRoom(ROOM.id, is_there="gone" not in request.args))
    return _text()


@pages.route("/forgetful", needs=Room.ENTER)
def forgetful() -> Response:
    return _text("a secret that was never decided about")


@pages.route("/other", needs=Room.PAINT)
def other() -> Response:
    require(current_actor(), Room.ENTER, ROOM)
    return _text("a secret that needs more")


@pages.route("/wet", methods=["GET", "POST"], needs=Room.PAINT)
def wet() -> Response:
    require(current_actor(), Room.PAINT, TheRoom(ROOM.id, is_dry=False))
    return _text()


@pages.route("/rename", methods=["GET", "POST"], needs=Room.ENTER)
def rename() -> Response:
    actor = current_actor()
    require(actor, Room.ENTER, ROOM)
    with begin_work(actor) as work:
        person: Person = get_self(actor.person_id)
        require(actor, Room.ENTER, ROOM)
        person.name += "!"
        work.record(IdentityAction.SETTINGS_CHANGED, person)
    return _text(person.name)


STUMBLES: list[str] = []
"""A word for each time that a view still trips."""


@pages.route("/stumbles", methods=["GET", "POST"], needs=Room.ENTER)
def stumbles() -> Response:
    """Trip as often as there are words left, before or after something was kept."""
    require(current_actor(), Room.ENTER, ROOM)
    if "kept" in request.args:
        rename()
    if STUMBLES:
        raise LookupError(STUMBLES.pop())
    return _text(request.form.get("said", "in"))


@pages.route("/room/paint", methods=["POST"], needs=Room.ENTER)
def paint() -> Response:
    return rename()


@pages.route("/confirm", methods=["GET", "POST"], needs=Room.ENTER)
def confirm() -> Response:
    actor = current_actor()
    require(actor, Room.ENTER, ROOM)
    if request.method == "GET":
        return _form()
    return lead_to_fresh_sign_in(
        actor, purpose={"action": "paint", "colour": "red"}, target="/doorway/confirmed?wall=1"
    )


@pages.route("/confirmed", methods=["GET", "POST"], needs=Room.ENTER)
def confirmed() -> Response:
    actor = current_actor()
    require(actor, Room.ENTER, ROOM)
    if request.method == "GET":
        return _form()
    with begin_work(actor) as work:
        require(actor, Room.ENTER, ROOM)
        purpose = {"action": "paint", "colour": request.args.get("colour", "red")}
        ticket = take_fresh_sign_in(work, ticket_id=UUID(request.args["ticket"]), purpose=purpose)
        work.record(IdentityAction.CONFIRMED, get_self(actor.person_id), ticket=ticket.id)
    return _text("painted")


@pages.route("/form", methods=["GET", "POST"], needs=SIGNED_IN)
def form() -> Response:
    filled = Form()
    with filled.taking_refusals():
        if filled.validate_on_submit():
            raise {"late": OutOfDate(), "no": Refused("Kies een dag.", field="form_key")}[
                request.args["how"]
            ]
    return _form(filled)


@pages.route("/takes-too-long", needs=PUBLIC)
def takes_too_long() -> Response:
    db.session().execute(text("set local statement_timeout = 5"))
    db.session().execute(text("select pg_sleep(2)"))
    return make_response("secret detail")


@pages.route("/breaks/<string:how>", needs=PUBLIC)
def breaks(how: str) -> Response:
    faults = {
        "bug": ZeroDivisionError("secret detail"),
        "missing": NotFound(),
        "refused": Refused("Kies een dag na vandaag.", field="due_on"),
        "late": OutOfDate(),
        "stale": StaleMatch(),
    }
    if how in faults:
        raise faults[how]
    return make_response(draw("there/is/none.html") if how == "template" else abort(int(how)))


@api.route("/hall", methods=["GET", "POST"], needs=SIGNED_IN)
def api_hall() -> Response:
    return jsonify(name=current_actor().name)


@api.route("/breaks/<string:how>", needs=PUBLIC)
def api_breaks(how: str) -> Response:
    return breaks(how)
