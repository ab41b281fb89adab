"""Random histories of joint letters against a small model that was written apart from the product:
at every step it is known who agreed to which text, and what was sent is what all agreed to."""

import random
from datetime import timedelta

import pytest

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.documents import service as documents
from app.incidents import queries, service
from app.incidents.models import Outcome
from app.incidents.policy import IncidentPermission
from app.incidents.service import LetterWish
from app.kernel import clock
from app.kernel.errors import NotAllowed, OutOfDate, Refused
from app.workspaces import queries as workspaces
from tests.support.acting import acting
from tests.support.cases import triage
from tests.support.letter_model import LetterModel, NotSo

HISTORIES, STEPS = 14, 20
TURNS = ("write", "say", "say", "say", "late", "finish")
PARTIES = (
    frozenset({"ijenv"}),
    frozenset({"ijenv", "igj"}),
    frozenset({"ijenv", "igj"}),
    frozenset({"ijenv", "igj", "ivho"}),
    frozenset({"igj"}),
)
SPEAKERS = {"anna": "ijenv", "bram": "igj"}
"""Carla of IvhO only reads, Dirk is elsewhere: a letter of IvhO too is agreed by nobody there."""


class Teller:
    """Tell the product the same steps as the model."""

    def __init__(self, app, house, world, usual):
        self.app, self.world, self.usual = app, world, usual
        self.depot = documents.depot_of(
            house.settings, house.tool(SealedBlobs), house.tool(MasterKey)
        )
        self.case_id = self.letter_id = None

    def place_of(self, actor):
        return workspaces.get_place_for(actor, IncidentPermission.LIST, self.world.workspace.ref)

    def case_of(self, actor):
        workspace = self.place_of(actor)
        return queries.get_for(
            actor, IncidentPermission.VIEW, case_id=self.case_id, workspace=workspace
        )

    def letter_of(self, actor):
        return queries.get_letter_for(
            actor,
            IncidentPermission.READ_LETTER,
            letter_id=self.letter_id,
            workspace=self.place_of(actor),
        )

    def decided(self, case_id):
        """Let the committee decide and close its list; from here on there can be a letter."""
        self.case_id, self.letter_id = case_id, None
        actor = self.world.actor("anna")
        with acting(self.app, actor):
            case = self.case_of(actor)
            told = triage()
            service.triage_case(
                actor, case, triage=told, usual=self.usual, seen_version=case.version
            )
            meeting = service.plan_meeting(actor, case.workspace, held_on=clock.today())
            service.put_on_agenda(actor, case, seen_version=case.version)
            service.decide(
                actor,
                case,
                outcome=Outcome.INVESTIGATE,
                reason="Zo is het.",
                usual=self.usual,
                seen_version=case.version,
            )
            service.close_meeting(actor, meeting, seen=None)

    def write(self, who, text, parties):
        actor = self.world.actor(who)
        wish = LetterWish(parties=parties, addressee="De directie", subject="Besluit", body=text)
        with acting(self.app, actor):
            if self.letter_id is None:
                case = self.case_of(actor)
                made = service.draft_letter(actor, case, wish=wish, seen_version=case.version)
                self.letter_id = made.id
            else:
                letter = self.letter_of(actor)
                service.change_letter(actor, letter, wish=wish, seen_version=letter.version)

    def say(self, who, agrees, read):
        actor = self.world.actor(who)
        with acting(self.app, actor):
            service.judge_letter(
                actor,
                self.letter_of(actor),
                agrees=agrees,
                words="" if agrees else "Iets anders.",
                seen_number=read + 1,
            )

    def finish(self, who):
        actor = self.world.actor(who)
        with acting(self.app, actor):
            letter = self.letter_of(actor)
            service.finish_letter(actor, letter, seen_version=letter.version, depot=self.depot)

    def known(self):
        """Return each text with whose it is, who agreed, and what was sent, as Carla reads it."""
        actor = self.world.actor("carla")
        with acting(self.app, actor):
            letter = self.letter_of(actor)
            codes = {each.id: code for code, each in self.world.organisations.items()}
            positions = queries.positions_of(letter, self.world.organisations.values())
            agreed = {
                letter.current_number: {each.organisation.code for each in positions if each.agrees}
            }
            for each in queries.earlier_texts(letter):
                agreed[each.text.number] = {one.code for one in each.agreed}
            texts = [
                (each.body, frozenset(codes[one] for one in each.parties)) for each in letter.texts
            ]
            told = [frozenset(agreed[number + 1]) for number in range(len(texts))]
            return texts, told, texts[-1] if letter.made_final_at else None


def outcome_of(step, *given):
    try:
        step(*given)
    except (NotSo, Refused, NotAllowed, OutOfDate):
        return False
    return True


def a_step(dice, model):
    """Return a step of the model and of the product by its name, with what is given to both."""
    turn = dice.choice(TURNS) if model.texts else "write"
    if turn == "write":
        who = "anna" if not model.texts else dice.choice(["anna", "anna", "bram"])
        parties = PARTIES[1] if not model.texts else dice.choice(PARTIES)
        return "write", (who, f"Tekst {dice.randint(1, 3)}.", parties)
    if turn == "finish":
        return "finish", (dice.choice(["anna", "anna", "bram"]),)
    newest = len(model.texts) - 1
    read = newest if turn == "say" else dice.randint(0, newest)
    return "say", (dice.choice(["anna", "bram", "bram", "carla"]), dice.random() < 0.75, read)


@pytest.mark.parametrize("seed", [1, 2])
def test_it_is_known_who_agreed_to_which_text(app, house, world, usual, register, clock_at, seed):
    dice, teller, sent = random.Random(seed), Teller(app, house, world, usual), 0
    done = {True: 0, False: 0}
    moment = clock.now()
    for history in range(HISTORIES):
        moment += timedelta(days=7)
        clock_at(f"{moment:%Y-%m-%d} 11:00")
        teller.decided(register())
        model = LetterModel(writers=frozenset({"anna"}), speakers=SPEAKERS)
        for _step in range(STEPS):
            name, given = a_step(dice, model)
            told = outcome_of(getattr(model, name), *given)
            assert outcome_of(getattr(teller, name), *given) == told, (history, name, given, model)
            texts, agreed, final = teller.known()
            assert texts == model.texts
            assert agreed == [model.agreed(place) for place in range(len(texts))], model
            assert final == model.sent
            done[told] += 1
        sent += model.sent is not None

    assert min(done.values()) > HISTORIES, "both what may be and what may not happened often"
    assert sent > HISTORIES // 3, "letters were sent"
