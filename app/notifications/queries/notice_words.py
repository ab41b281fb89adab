"""What a notice says: why one gets it, and its title when it is about the workspace itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kernel.text import lazy
from app.notifications.models import NoticeKind

REASONS: Mapping[NoticeKind, Any] = {
    NoticeKind.ASKED: lazy("because it is asked of you"),
    NoticeKind.ASKED_OF_US: lazy("because it is asked of your organisation"),
    NoticeKind.ANSWERED: lazy("because you asked it, and there is an answer"),
    NoticeKind.WANTS_TIME: lazy("because you asked it, and more time is asked for"),
    NoticeKind.JUDGED: lazy("because you do it, and who asked it decided something"),
    NoticeKind.MOVED: lazy("because you do it, and its day moved along with a term"),
    NoticeKind.DAY_SET: lazy("because you do it, and its last day was changed"),
    NoticeKind.CHANGED: lazy("because you do it, and what is asked changed"),
    NoticeKind.WITHDRAWN: lazy("because you did it, and it is not asked any more"),
    NoticeKind.RELIEVED: lazy("because you did it, and somebody else does it now"),
    NoticeKind.FREED: lazy("because you do it, and it waits for nothing any more"),
    NoticeKind.HELD_UP: lazy("because you do it, and what it waits for is not finished after all"),
    NoticeKind.REMINDED: lazy("because who asked it reminds you of it"),
    NoticeKind.DUE: lazy("because you do it, and the last day comes near"),
    NoticeKind.LATE: lazy("because you do it, and it is late"),
    NoticeKind.FOR_ANOTHER: lazy("because you stand in for a colleague"),
    NoticeKind.COORDINATING: lazy("because you coordinate, and it is late"),
    NoticeKind.SIGN: lazy("because you sign for %(organisation)s"),
    NoticeKind.SIGN_DUE: lazy("because you sign for %(organisation)s, and the last day comes near"),
    NoticeKind.SIGN_LATE: lazy("because you sign for %(organisation)s, and the last day is past"),
    NoticeKind.SCORE: lazy("because you score by yourself, before the scores open"),
    NoticeKind.FOLLOWED: lazy("because you follow this"),
    NoticeKind.HANDED: lazy("because a colleague handed it over to you"),
    NoticeKind.LEFT: lazy("because you coordinate for the lead"),
    NoticeKind.CLOSING: lazy("because you choose what becomes of what your organisation brought"),
    NoticeKind.CLOSING_DUE: lazy("because your organisation has not answered yet"),
    NoticeKind.CLOSED: lazy("because you coordinate here"),
    NoticeKind.SPLIT: lazy("because you coordinate here, and a witness saw another log"),
    NoticeKind.EMBARGO: lazy("because you read it, and its publication was planned"),
    NoticeKind.HELD: lazy("because you coordinate, and it was not published"),
    NoticeKind.SUCCESSION: lazy(
        "because you coordinate, and something changed about a successor here"
    ),
    NoticeKind.DOCS_ASKED: lazy("because your organisation is asked for documents"),
    NoticeKind.DOCS_GIVEN: lazy("because you asked for documents, and they were given"),
    NoticeKind.DOCS_REFUSED: lazy("because you asked for documents, and it was refused"),
    NoticeKind.DOCS_DAY: lazy("because of a document request, and its day is another one"),
    NoticeKind.DOCS_ENDED: lazy("because these documents are not asked any more"),
    NoticeKind.DOCS_DUE: lazy("because documents are asked of you, and the last day comes near"),
    NoticeKind.DOCS_LATE: lazy("because documents are asked of you, and it is late"),
    NoticeKind.NAMED: lazy("because somebody named you in a comment"),
    NoticeKind.ACCESS_ASKED: lazy("because somebody asks for access to this"),
    NoticeKind.ACCESS_GIVEN: lazy("because you asked for access, and you have it now"),
    NoticeKind.BASIS_ASKED: lazy("because you judge a legal basis as privacy officer"),
    NoticeKind.BASIS_SAID: lazy("because you asked about a legal basis, and it was answered"),
    NoticeKind.INFECTED: lazy("because you brought it in, and it cannot be opened safely"),
    NoticeKind.REFUSED: lazy("because you coordinate, and mail to a colleague comes back"),
    NoticeKind.EMERGENCY: lazy(
        "because you coordinate, and an organisation opened emergency sight of what it brought"
    ),
    NoticeKind.OVERLAP: lazy("because you coordinate, and another authority waits for an answer"),
    NoticeKind.OVERLAP_SAID: lazy("because your organisation proposed it, and there is an answer"),
    NoticeKind.PUBLISHED: lazy("because you read it, and it is published"),
    NoticeKind.TERM_HOURS: lazy("because a term in hours runs for %(organisation)s"),
    NoticeKind.TERM_RISK: lazy("because a term in hours is nearly over for %(organisation)s"),
    NoticeKind.TERM_DUE: lazy("because the last day comes near for %(organisation)s"),
    NoticeKind.TERM_LATE: lazy("because %(organisation)s has to do this, and it is late"),
    NoticeKind.CASE_ACUTE: lazy("because somebody is not safe now, and you work on cases here"),
    NoticeKind.LETTER: lazy("because a joint letter waits for what %(organisation)s says"),
    NoticeKind.MEET_MOVED: lazy("because you belong to the committee"),
    NoticeKind.MEET_OFF: lazy("because you belong to the committee"),
    NoticeKind.LET_IN: lazy("because somebody let you in"),
    NoticeKind.ROLE: lazy("because somebody gave you another role"),
    NoticeKind.PUT_OUT: lazy("because somebody ended your membership"),
    NoticeKind.MARKED_AWAY: lazy("because a coordinator entered it; here you undo it"),
    NoticeKind.SIGHT_ENDS: lazy("because you coordinate for %(organisation)s"),
    NoticeKind.NEW_SIGHT: lazy("because another organisation gave you sight of them"),
    NoticeKind.BREACH: lazy("because you are privacy officer, and decide whether to notify"),
    NoticeKind.BREACH_DUE: lazy("because you are privacy officer, and decide whether to notify"),
    NoticeKind.BREACH_LATE: lazy("because you are privacy officer, and decide whether to notify"),
    NoticeKind.SURGE: lazy("because you are privacy officer of %(organisation)s"),
}

OF_WHO_DOES_IT = frozenset(
    {
        NoticeKind.ASKED,
        NoticeKind.HANDED,
        NoticeKind.JUDGED,
        NoticeKind.MOVED,
        NoticeKind.DAY_SET,
        NoticeKind.CHANGED,
        NoticeKind.REMINDED,
        NoticeKind.DUE,
        NoticeKind.LATE,
        NoticeKind.FREED,
        NoticeKind.HELD_UP,
    }
)
"""What counts for who does the task; read by somebody else than that, it was for who did it."""
TITLES: Mapping[NoticeKind, Any] = {
    NoticeKind.LEFT: lazy("An organisation chose what others keep when it leaves"),
    NoticeKind.CLOSING: lazy("This workspace will be closed"),
    NoticeKind.CLOSING_DUE: lazy("The last day to answer about the closing is near"),
    NoticeKind.CLOSED: lazy("This workspace is closed"),
    NoticeKind.SPLIT: lazy("A witness saw another log than the one that is kept here"),
    NoticeKind.SUCCESSION: lazy("Something changed about the successor of an organisation"),
    NoticeKind.EMERGENCY: lazy("An organisation opened emergency sight"),
    NoticeKind.OVERLAP: lazy("There is a proposal about an overlap"),
    NoticeKind.OVERLAP_SAID: lazy("There is an answer to a proposal about an overlap"),
    NoticeKind.REFUSED: lazy("Mail to a colleague does not arrive"),
    NoticeKind.MEET_MOVED: lazy("A meeting of the committee is on another day"),
    NoticeKind.MEET_OFF: lazy("A meeting of the committee does not take place"),
    NoticeKind.LET_IN: lazy("You work in this workspace now"),
    NoticeKind.ROLE: lazy("You have another role in this workspace"),
    NoticeKind.PUT_OUT: lazy("You do not work in this workspace any more"),
    NoticeKind.MARKED_AWAY: lazy("You are marked as away"),
    NoticeKind.SIGHT_ENDS: lazy("Sight of documents ends within a week"),
    NoticeKind.NEW_SIGHT: lazy("You see new documents"),
    NoticeKind.BREACH: lazy("A data breach: the 72 hours to notify run"),
    NoticeKind.BREACH_DUE: lazy("A data breach: less than a day left to notify"),
    NoticeKind.BREACH_LATE: lazy("A data breach: the 72 hours to notify are over"),
    NoticeKind.SURGE: lazy("Somebody opened unusually many documents"),
}
"""Of what is about a workspace itself, or about what has no title."""
