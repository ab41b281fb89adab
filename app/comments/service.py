"""Writing beside a document, finding, observation or task: a comment, an answer, a change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.comments import queries
from app.comments.actions import CommentAction
from app.comments.events import PeopleNamed
from app.comments.models import Comment, CommentMention, CommentThread, MentionDone
from app.comments.policy import (
    At,
    Beside,
    CommentPermission,
    Said,
    audience_for,
    is_meant_for,
)
from app.comments.queries import Reader
from app.documents import service as documents
from app.findings.models import Audience
from app.identity.models import Person
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound, Refused
from app.kernel.events import announce
from app.kernel.text import _, join_words
from app.kernel.words import several_lines
from app.kernel.work import Work, begin_work, keeping_books
from app.workspaces.models import Workspace

LONGEST = 2000
MOST_NAMED = 20
_AT = re.compile(r"(?<![\w@.])@(?=\w)")
_WORD = re.compile(r"[\w.\-]*\w")


@dataclass(frozen=True, slots=True)
class Added:
    """A comment that was just made, as who wrote it sees it."""

    comment: Comment
    thread: CommentThread
    author: Reader
    named: tuple[str, ...]
    """The names of who is named in it, by name."""


def add_comment(
    actor: Actor,
    beside: Beside,
    *,
    body: str,
    thread_id: UUID | None = None,
    seen_audience: Audience | None = None,
) -> Added:
    """Say something beside a thing, or answer in a thread; who is named reads it in Mijn werk.

    It stays with whom it is written for: who reads the thing now, never more than the thread.

    Args:
        seen_audience: for whom the writer was told it was; a thing that was opened to others
            since does not make it wider.

    Raises:
        NotAllowed: the actor may not download the document.
        NotFound: the actor reads it no more, or there is no such thread.
        Refused: nothing was said, too much, or somebody is named who does not read it.
    """
    words = _checked(body)
    with begin_work(actor) as work:
        require(actor, CommentPermission.WRITE, beside)
        readers = queries.list_readers(beside)
        author = _author(actor, readers)
        now = audience_for(beside, [each.organisation.id for each in readers])
        if seen_audience == Audience.OWN and actor.organisation_id == beside.owner_id:
            now = Audience.OWN
        thread = _thread(work, beside, thread_id, audience=now)
        audience = Audience.OWN if Audience.OWN in (now, thread.audience) else now
        comment = Comment(
            id=ids.new_id(),
            thread_id=thread.id,
            workspace_id=thread.workspace_id,
            document_id=thread.document_id,
            finding_id=thread.finding_id,
            observation_id=thread.observation_id,
            task_id=thread.task_id,
            author_id=author.person.id,
            organisation_id=author.organisation.id,
            number=beside.number,
            audience=audience,
            body=words,
            made_at=clock.now(),
            changed_at=None,
            withdrawn_at=None,
        )
        named = people_named(words, _meant(readers, beside, audience))
        work.put(comment)
        _name(work, comment, named)
        _announce(work, comment, named)
        _tell(work, CommentAction.ADDED, Said(comment, beside), named=named)
    return Added(comment, thread, author, tuple(sorted(each.name for each in named)))


def change_comment(actor: Actor, at: At, comment_id: UUID, *, body: str) -> None:
    """Change what one said a moment ago; who is named is decided anew.

    Raises:
        NotAllowed: it is somebody else's, was withdrawn, or is too old.
        NotFound: there is no such comment beside it.
        Refused: nothing was said, too much, or somebody is named who does not read it.
    """
    words = _checked(body)
    with begin_work(actor) as work:
        beside = queries.get_beside_for(actor, CommentPermission.READ, at)
        said = queries.get_said_for(actor, CommentPermission.CHANGE, comment_id, beside=beside)
        comment = said.comment
        named = people_named(words, queries.list_readers(beside, audience=comment.audience))
        comment.body, comment.changed_at = words, clock.now()
        before = set(work.session.execute(queries.forgetting_mentions(comment)).scalars())
        _name(work, comment, named)
        _announce(work, comment, [each for each in named if each.id not in before])
        _tell(work, CommentAction.CHANGED, said, named=named)


def withdraw_comment(actor: Actor, at: At, comment_id: UUID, *, workspace: Workspace) -> bool:
    """Take back what one said: its words are gone, and nobody is named by it any more.

    Also by who does not read the thing any more; nothing of it is shown or loaded then. Tells
    whether the actor reads the comments there.

    Raises:
        NotAllowed: it is somebody else's, or was withdrawn.
        NotFound: there is no such comment beside it.
        Refused: what the organisation brought here is under a legal hold.
    """
    with begin_work(actor) as work:
        said, is_read = queries.get_to_withdraw(actor, comment_id, beside=at, workspace=workspace)
        documents.refuse_held(workspace.id)
        said.comment.body, said.comment.withdrawn_at = "", clock.now()
        work.session.execute(queries.forgetting_mentions(said.comment))
        _tell(work, CommentAction.WITHDRAWN, said)
    return is_read


def settle_thread(actor: Actor, at: At, thread_id: UUID, *, is_settled: bool) -> None:
    """Settle a thread, or open it again; done before, it does nothing.

    Raises:
        NotAllowed: the actor may not write beside it.
        NotFound: there is no such thread beside it.
    """
    with begin_work(actor) as work:
        beside = queries.get_beside_for(actor, CommentPermission.SETTLE, at)
        thread = queries.get_thread(actor, thread_id, beside=beside)
        work.lock(thread)
        if (thread.settled_at is not None) == is_settled:
            return
        thread.settled_at = clock.now() if is_settled else None
        thread.settled_by_id = actor.person_id if is_settled else None
        action = CommentAction.SETTLED if is_settled else CommentAction.REOPENED
        work.record(action, beside.thing, thread=thread.id)


def tick_off(actor: Actor, comment_id: UUID, *, workspace: Workspace) -> None:
    """Note for oneself that one saw where one is named; ticked off before, it stays so.

    Args:
        workspace: loaded for this very actor.

    Raises:
        NotFound: no comment there names the actor, who may read it.
    """
    if not queries.is_named_in(actor, comment_id, workspace=workspace):
        raise NotFound
    with keeping_books(actor) as work:
        done = insert(MentionDone).values(
            comment_id=comment_id, person_id=actor.person_id, at=clock.now()
        )
        work.session.execute(done.on_conflict_do_nothing())


def people_named(words: str, readers: Sequence[Reader]) -> list[Person]:
    """Return who is named with `@`: by whole name, by login, or by a first name that one has.

    Args:
        readers: who may read it; nobody else can be named.

    Raises:
        Refused: a name is of none of them, or of more than one; says no more than what was typed.
    """
    named: dict[UUID, Person] = {}
    for found in _AT.finditer(words):
        person = _one_named(words[found.end() :], [each.person for each in readers])
        named[person.id] = person
    if len(named) > MOST_NAMED:
        raise Refused(_("Name at most %(most)s people.", most=MOST_NAMED), field="body")
    return list(named.values())


def _one_named(rest: str, people: Sequence[Person]) -> Person:
    start = rest.casefold()
    whole = [(len(name), each) for each in people for name in _names(each) if _begins(start, name)]
    if whole:
        return _only_one(whole, rest)
    typed = _WORD.match(rest)
    word = typed.group() if typed else ""
    found = [each for each in people if each.name.split()[0].casefold() == word.casefold()]
    if len(found) > 1:
        told = _("More than one person here is called @%(name)s. Write the whole name.", name=word)
        raise Refused(told, field="body")
    if not found:
        told = _(
            "@%(name)s is nobody who can read this. Look below whom you can name, or leave out"
            " the @.",
            name=word,
        )
        raise Refused(told, field="body")
    return found[0]


def _only_one(whole: list[tuple[int, Person]], rest: str) -> Person:
    """Return who is named by the longest name; two of that name are told apart by their login."""
    longest = max(length for length, _person in whole)
    found = {each.id: each for length, each in whole if length == longest}
    if len(found) > 1:
        told = _(
            "More than one person here is called @%(name)s. Write the sign-in name instead:"
            " %(logins)s.",
            name=rest[:longest],
            logins=join_words([f"@{each.login}" for each in found.values() if each.login]),
        )
        raise Refused(told, field="body")
    return next(iter(found.values()))


def _names(person: Person) -> tuple[str, ...]:
    return tuple(each.casefold() for each in (person.name, person.login) if each)


def _begins(text: str, name: str) -> bool:
    following = text[len(name) : len(name) + 1]
    return text.startswith(name) and not (following.isalnum() or following == "_")


def _checked(body: str) -> str:
    return several_lines(body, field="body", longest=LONGEST, missing=_("Write something first."))


def _author(actor: Actor, readers: Sequence[Reader]) -> Reader:
    """Return the actor among who reads it now: nobody else writes."""
    own = (actor.person_id, actor.organisation_id)
    found = (each for each in readers if (each.person.id, each.organisation.id) == own)
    author = next(found, None)
    if author is None:
        raise NotFound
    return author


def _meant(readers: Sequence[Reader], beside: Beside, audience: Audience) -> list[Reader]:
    return [each for each in readers if is_meant_for(audience, beside, each.organisation.id)]


def _thread(
    work: Work, beside: Beside, thread_id: UUID | None, *, audience: Audience
) -> CommentThread:
    """Return the thread that is answered in; an answer opens what was settled."""
    if thread_id is not None:
        thread = queries.get_thread(work.actor, thread_id, beside=beside)
        thread.settled_at, thread.settled_by_id = None, None
        return thread
    thread = CommentThread(
        id=ids.new_id(),
        workspace_id=beside.workspace.id,
        document_id=beside.at.document_id,
        finding_id=beside.at.finding_id,
        observation_id=beside.at.observation_id,
        task_id=beside.at.task_id,
        audience=audience,
        settled_at=None,
        settled_by_id=None,
    )
    work.put(thread)
    return thread


def _name(work: Work, comment: Comment, named: Sequence[Person]) -> None:
    work.add(
        *(
            CommentMention(
                comment_id=comment.id, person_id=each.id, workspace_id=comment.workspace_id
            )
            for each in named
        )
    )


def _announce(work: Work, comment: Comment, named: Sequence[Person]) -> None:
    """Tell who is named that they are; not whoever names oneself."""
    others = [each for each in named if each.id != work.actor.person_id]
    people = tuple((each.organisation_id, each.id) for each in others)
    if people:
        announce(work, PeopleNamed(comment.id, comment.workspace_id, people))


def _tell(work: Work, action: CommentAction, said: Said, *, named: Sequence[Person] = ()) -> None:
    """Write it down; whom an organisation named among itself is for nobody who reads the log."""
    is_own = said.comment.audience == Audience.OWN
    mentioned = sorted(str(each.id) for each in named if not is_own)
    work.record(action, said.beside.thing, comment=said.id, mentioned=mentioned)
