"""The joint letter of a case: drafted, changed and agreed by each inspectorate whose it is."""

from __future__ import annotations

from app.identity.models import Organisation
from app.incidents import queries
from app.incidents.actions import IncidentAction
from app.incidents.events import LetterAsked
from app.incidents.models import (
    Case,
    CaseDecision,
    JointLetter,
    LetterStance,
    LetterText,
    StanceKind,
)
from app.incidents.policy import IncidentPermission
from app.incidents.service.letter_words import LetterWish
from app.incidents.service.naming import refuse_identity
from app.incidents.service.steps import one_text, take_case
from app.kernel import clock, events, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.words import one_line
from app.kernel.work import Work, begin_work

LONGEST_LINE, LONGEST_BODY, LONGEST_WORDS = 200, 10_000, 1000
MOST_TEXTS = 50
MOST_STANCES = 500
"""Of one organisation: nobody uses up what others need."""


def draft_letter(actor: Actor, case: Case, *, wish: LetterWish, seen_version: int) -> JointLetter:
    """Draft the letter that tells the institution what the committee decided.

    Args:
        seen_version: of the case.

    Raises:
        NotAllowed: the actor neither coordinates nor handles the case.
        OutOfDate: somebody changed the case meanwhile.
        Refused: the committee decided nothing yet, a letter is drafted already, or the text may
            not be so.
    """
    with begin_work(actor) as work:
        take_case(work, case, IncidentPermission.WRITE_LETTER, seen_version=seen_version)
        if queries.find_open_letter(case) is not None:
            raise Refused(_("A joint letter about this case is drafted already. Open that one."))
        letter = JointLetter(
            id=ids.new_id(),
            workspace_id=case.workspace_id,
            case_id=case.id,
            organisation_id=known(actor.organisation_id),
            drafted_by_id=known(actor.person_id),
            drafted_at=clock.now(),
            current_number=1,
            version=1,
        )
        work.add(letter)
        text = _put_text(work, case, letter, wish=wish)
        work.record(
            IncidentAction.LETTER_DRAFTED, case, letter=letter.id, text=1, parties=text.parties
        )
        _ask(work, text)
        return letter


def change_letter(
    actor: Actor, letter: JointLetter, *, wish: LetterWish, seen_version: int
) -> None:
    """Write another text; who agreed with the one before is asked anew.

    Raises:
        NotAllowed: the actor neither coordinates nor handles the case, or the letter is final.
        OutOfDate: somebody changed the letter or said something of it meanwhile.
        Refused: nothing is different, or the text may not be so.
    """
    case = letter.case
    with begin_work(actor) as work:
        work.lock(letter)
        require(actor, IncidentPermission.CHANGE_LETTER, letter)
        check_seen(letter, seen_version)
        before, letter.current_number = letter.current, letter.current_number + 1
        if letter.current_number > MOST_TEXTS:
            raise Refused(_("This letter was changed too often. Talk with each other first."))
        text = _put_text(work, case, letter, wish=wish)
        if _same(before, text):
            raise Refused(_("Nothing is different from what it was."))
        letter.version += 1
        work.record(
            IncidentAction.LETTER_CHANGED,
            case,
            letter=letter.id,
            text=letter.current_number,
            parties=text.parties,
        )
        _ask(work, text)


def judge_letter(
    actor: Actor, letter: JointLetter, *, agrees: bool, words: str, seen_number: int
) -> None:
    """Agree with the text for one's organisation, or ask to change it; its last word counts.

    What it said last of this text is not said again.

    Args:
        words: what should change; every inspectorate that shares in the cases reads it.
        seen_number: of the text the person read.

    Raises:
        NotAllowed: the organisation is no party to the text, or the letter is final.
        OutOfDate: there is another text now.
        Refused: a change is asked for without saying which.
    """
    said = ""
    if not agrees:
        said = one_text(
            words, longest=LONGEST_WORDS, missing=_("Say what should change."), field="words"
        )
    with begin_work(actor) as work:
        work.lock(letter)
        require(actor, IncidentPermission.JUDGE_LETTER, letter)
        if letter.current_number != seen_number:
            raise OutOfDate(_("There is another text now. Read it before you decide."))
        kind = StanceKind.AGREED if agrees else StanceKind.ASKED
        own = queries.list_own_stances(actor, letter)
        if own and (own[-1].number, own[-1].kind, own[-1].words) == (seen_number, kind, said):
            return
        if len(own) >= MOST_STANCES:
            raise Refused(_("This letter was changed too often. Talk with each other first."))
        work.add(
            LetterStance(
                id=ids.new_id(),
                letter_id=letter.id,
                case_id=letter.case_id,
                workspace_id=letter.workspace_id,
                organisation_id=known(actor.organisation_id),
                position=queries.count_stances(letter) + 1,
                number=seen_number,
                kind=kind,
                words=said,
                made_by_id=known(actor.person_id),
                made_at=clock.now(),
            )
        )
        letter.version += 1
        action = IncidentAction.LETTER_AGREED if agrees else IncidentAction.LETTER_DOUBTED
        work.record(action, letter.case, letter=letter.id, text=seen_number)


def withdraw_letter(actor: Actor, letter: JointLetter, *, reason: str, seen_version: int) -> None:
    """Stop a draft: it is sent to nobody, and a new letter about the case can be drafted.

    Args:
        reason: for all who read the letter.

    Raises:
        NotAllowed: the actor neither drafted it nor coordinates for who did, or it is final.
        OutOfDate: somebody changed the letter or said something of it meanwhile.
        Refused: the reason is missing, too long, or says who the case is about.
    """
    why = one_text(reason, longest=LONGEST_WORDS, missing=_("Say why."))
    with begin_work(actor) as work:
        work.lock(letter)
        require(actor, IncidentPermission.WITHDRAW_LETTER, letter)
        check_seen(letter, seen_version)
        letter.withdrawn_because, letter.withdrawn_at = why, clock.now()
        letter.withdrawn_by_id = known(actor.person_id)
        letter.withdrawn_for_id = known(actor.organisation_id)
        letter.version += 1
        work.record(
            IncidentAction.LETTER_WITHDRAWN,
            letter.case,
            letter=letter.id,
            text=letter.current_number,
        )


def decided_about(case: Case) -> CaseDecision:
    """Return what the committee decided last about a case.

    Raises:
        Refused: it decided nothing yet.
    """
    decision = queries.find_outcome(case)
    if decision is None:
        raise Refused(_("The committee has not decided about this case yet."))
    return decision


def _put_text(work: Work, case: Case, letter: JointLetter, *, wish: LetterWish) -> LetterText:
    """Add the next text of a letter whose row was taken or is new."""
    decision = decided_about(case)
    text = LetterText(
        id=ids.new_id(),
        letter_id=letter.id,
        case_id=case.id,
        workspace_id=case.workspace_id,
        decision_id=decision.id,
        organisation_id=known(work.actor.organisation_id),
        number=letter.current_number,
        parties=[each.id for each in _parties(case, wish)],
        addressee=_line(
            wish.addressee, field="addressee", missing=_("Say to whom the letter goes.")
        ),
        subject=_line(wish.subject, field="subject", missing=_("Say what the letter is about.")),
        body=one_text(
            wish.body, longest=LONGEST_BODY, missing=_("Write the letter."), field="body"
        ),
        made_by_id=known(work.actor.person_id),
        made_at=clock.now(),
    )
    work.add(text)
    return text


def _ask(work: Work, text: LetterText) -> None:
    """Tell that a text waits for the word of each inspectorate whose letter it is."""
    events.announce(work, LetterAsked(text.workspace_id, text.case_id, tuple(text.parties)))


def _parties(case: Case, wish: LetterWish) -> list[Organisation]:
    here = queries.list_inspectorates(case.workspace)
    found = [each for each in here if each.code in wish.parties]
    if len(found) != len(wish.parties):
        raise Refused(_("Choose the lead or partners of this workspace."), field="parties")
    if case.organisation_id not in {each.id for each in found}:
        raise Refused(
            _("The inspectorate that handles this case takes part in the letter."), field="parties"
        )
    return sorted(found, key=lambda each: each.short_name)


def _line(text: str, *, field: str, missing: object) -> str:
    clean = one_line(text, field=field, longest=LONGEST_LINE, missing=missing)
    refuse_identity(clean, field=field)
    return clean


def _same(one: LetterText, other: LetterText) -> bool:
    told = [
        (each.decision_id, tuple(each.parties), each.addressee, each.subject, each.body)
        for each in (one, other)
    ]
    return told[0] == told[1]


def check_seen(letter: JointLetter, seen_version: int) -> None:
    """Go on only with the letter as it was read.

    Raises:
        OutOfDate: somebody changed it or said something of it meanwhile.
    """
    if letter.version != seen_version:
        raise OutOfDate(_("Somebody changed this letter while you were reading. Look at it again."))
