"""Why somebody gets a notice, what is told at once, and at which moments one is reminded."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class NoticeKind(StrEnum):
    """Why somebody gets a notice."""

    ASKED = "asked"
    ASKED_OF_US = "asked_of_us"
    ANSWERED = "answered"
    """What one asked was accepted, returned or delivered."""
    WANTS_TIME = "wants_time"
    """Who does what one asked asks for more time."""
    JUDGED = "judged"
    """What one delivered was sent back or confirmed, or one got more time or none."""
    MOVED = "moved"
    """The term it follows moved, and its last day moved along."""
    DAY_SET = "day_set"
    """Who asked it chose another last day."""
    CHANGED = "changed"
    """What was accepted already is asked otherwise."""
    WITHDRAWN = "withdrawn"
    RELIEVED = "relieved"
    """Somebody else does it now."""
    FREED = "freed"
    """What it waited for is delivered, or not asked any more."""
    HELD_UP = "held_up"
    """What it waited for was delivered, and sent back."""
    REMINDED = "reminded"
    """Whoever asked it reminds one of it."""
    DUE = "due"
    LATE = "late"
    FOR_ANOTHER = "for_another"
    """A reminder of somebody who is away."""
    COORDINATING = "coordinating"
    """Something of one's organisation is late."""
    SIGN = "sign"
    """A report waits for one's signature."""
    SIGN_DUE = "sign_due"
    SIGN_LATE = "sign_late"
    SCORE = "score"
    """A norm waits for one's score."""
    FOLLOWED = "followed"
    """Something happened to what one follows."""
    HANDED = "handed"
    """A colleague handed a task over."""
    LEFT = "left"
    """An organisation chose what others keep of what it brought."""
    CLOSING = "closing"
    """The workspace will close: one's organisation says what becomes of what it brought."""
    CLOSING_DUE = "closing_due"
    """The last day to say so is near."""
    CLOSED = "closed"
    SPLIT = "split"
    """A witness saw another log than the one that is kept here."""
    EMBARGO = "embargo"
    """The publication of a report was planned, or planned anew."""
    HELD = "held"
    """The moment of publication came and an agreement was missing."""
    PUBLISHED = "published"
    SUCCESSION = "succession"
    """An organisation of the place gets a successor, does not after all, or got one."""
    REFUSED = "refused"
    """Mail to the address of a colleague comes back."""
    DOCS_ASKED = "docs_asked"
    """One's organisation is asked for documents."""
    DOCS_GIVEN = "docs_given"
    DOCS_REFUSED = "docs_refused"
    DOCS_DAY = "docs_day"
    """Another day for a document request was proposed, or agreed."""
    DOCS_ENDED = "docs_ended"
    """Documents are not asked any more."""
    DOCS_DUE = "docs_due"
    DOCS_LATE = "docs_late"
    NAMED = "named"
    """Somebody named one in a comment."""
    ACCESS_ASKED = "access_asked"
    """Somebody asks for access to what one's organisation brought."""
    ACCESS_GIVEN = "access_given"
    BASIS_ASKED = "basis_asked"
    """One is the privacy officer, and judges a legal basis in free text."""
    BASIS_SAID = "basis_said"
    """The privacy officer answered."""
    INFECTED = "infected"
    """A virus was found in what one brought in."""
    OVERLAP = "overlap"
    """Another authority proposed how to settle an overlap with what one's own plans."""
    OVERLAP_SAID = "overlap_said"
    """The other answered what one's organisation proposed about an overlap."""
    EMERGENCY = "emergency"
    """An organisation of the place opened emergency sight of what it brought itself."""
    TERM_HOURS = "term_hours"
    """A term in hours of one's organisation began."""
    TERM_RISK = "term_risk"
    """A term in hours is nearly over."""
    TERM_DUE = "term_due"
    """The last day of a term of one's organisation comes near."""
    TERM_LATE = "term_late"
    CASE_ACUTE = "case_acute"
    """In a case that was triaged somebody is not safe now."""
    LETTER = "letter"
    """The text of a joint letter waits for the word of one's organisation."""
    MEET_MOVED = "meet_moved"
    """A meeting of the committee is on another day."""
    MEET_OFF = "meet_off"
    """A meeting of the committee does not take place."""
    LET_IN = "let_in"
    """One works in a workspace from now on."""
    ROLE = "role"
    """One has another role in a workspace."""
    PUT_OUT = "put_out"
    """One works in a workspace no more."""
    MARKED_AWAY = "marked_away"
    """A colleague entered that one is away."""
    SIGHT_ENDS = "sight_ends"
    """Within a week a rule ends by which an organisation sees what another brought."""
    NEW_SIGHT = "new_sight"
    """Rules of others give one sight of documents that one did not see."""
    BREACH = "breach"
    """A data breach was put down of which the authority may have to be notified."""
    BREACH_DUE = "breach_due"
    BREACH_LATE = "breach_late"
    SURGE = "surge"
    """Somebody opened unusually many documents within an hour."""
    ERASE_ASKED = "erase_asked"
    """One is asked to agree that a line of a log is erased."""
    ERASE_SAID = "erase_said"
    """There is an answer to such a request."""
    ERASE_LAPSED = "erase_lapsed"
    """Nobody answered it in time."""


class TermStep(StrEnum):
    """How far a term in hours is."""

    RUNS = "runs"
    ENDS_SOON = "ends_soon"
    OVER = "over"


class ErasureStep(StrEnum):
    """How far a request to erase a line of a log is."""

    ASKED = "asked"
    ANSWERED = "answered"
    LAPSED = "lapsed"


class Level(StrEnum):
    """What somebody wants to hear from one workspace."""

    ALL = "all"
    APP = "app"
    NOTHING = "nothing"


ASKED_AT_ONCE = 9999
"""The moment of the reminder that is made when somebody is asked, whatever they chose."""
TOLD_AT_ONCE = 10_000
"""From here on the moments of reminders that only tell that something happened: a number for each
kind of notice."""
HOURS_RUN = 9_000
"""The moment of the reminder that a term in hours began; whatever somebody chose."""
HOURS_RISK = 9_100
"""From here on the moments of reminders that a term in hours is nearly over: a number for each
term that one thing can have."""
HOURS_OVER = 9_200
"""And that it is over, up to `HOURS_END`."""
HOURS_END = 9_300
TELLS_FOR = timedelta(days=7)
"""So long after its end it is told that a term in hours is over; of what is older nobody hears."""
TOLD_KINDS = {
    NoticeKind.DOCS_ASKED: 0,
    NoticeKind.DOCS_GIVEN: 1,
    NoticeKind.DOCS_REFUSED: 2,
    NoticeKind.DOCS_DAY: 3,
    NoticeKind.DOCS_ENDED: 4,
    NoticeKind.NAMED: 5,
    NoticeKind.ACCESS_ASKED: 6,
    NoticeKind.ACCESS_GIVEN: 7,
    NoticeKind.BASIS_ASKED: 8,
    NoticeKind.BASIS_SAID: 9,
    NoticeKind.INFECTED: 10,
    NoticeKind.CASE_ACUTE: 11,
    NoticeKind.LETTER: 12,
    NoticeKind.MEET_MOVED: 13,
    NoticeKind.MEET_OFF: 14,
    NoticeKind.LET_IN: 15,
    NoticeKind.ROLE: 16,
    NoticeKind.PUT_OUT: 17,
    NoticeKind.SIGHT_ENDS: 18,
    NoticeKind.SURGE: 19,
    NoticeKind.MARKED_AWAY: 20,
    NoticeKind.NEW_SIGHT: 21,
    NoticeKind.ERASE_ASKED: 22,
    NoticeKind.ERASE_SAID: 23,
    NoticeKind.ERASE_LAPSED: 24,
}
"""What is told by mail too when it happens, each by its number, which is stored."""

KINDS_TOLD = {number: kind for kind, number in TOLD_KINDS.items()}
TOLD_BY_NAME = frozenset(KINDS_TOLD.values()) - frozenset(
    kind for kind, number in TOLD_KINDS.items() if number < TOLD_KINDS[NoticeKind.CASE_ACUTE]
)
"""What a mail names by what happened, not by the kind of thing it is about."""
PRESSING = frozenset({NoticeKind.CASE_ACUTE, NoticeKind.SURGE})
"""What is told at once in quiet hours too."""
IN_SPITE_OF_ABSENCE = frozenset({NoticeKind.MARKED_AWAY})
"""What is told to who is away too, whatever they hear of the workspace: it is about just that."""
OF_WHO_LEFT = frozenset({NoticeKind.PUT_OUT})
"""What is told of a workspace to who works there no more."""


def moment_of_telling(kind: NoticeKind) -> int:
    """Return the moment of the reminder that tells at once that something happened."""
    return TOLD_AT_ONCE + TOLD_KINDS[kind]
