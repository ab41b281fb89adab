"""Making a joint letter final: the file it is then, and keeping and handing out that file."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from app.adapters.pdf import Rendered
from app.documents import queries as documents
from app.documents import service as bringing
from app.documents.models import Document
from app.documents.service import Depot, Description, Incoming
from app.identity.models import Organisation
from app.incidents import queries
from app.incidents.actions import IncidentAction
from app.incidents.models import JointLetter
from app.incidents.policy import IncidentPermission
from app.incidents.service.letter_words import print_letter
from app.incidents.service.letters import check_seen, decided_about
from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import HouseFault, Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces.models import Classification, Marking


def preview_letter(letter: JointLetter) -> bytes:
    """Print the text that counts as it would be sent today."""
    return _printed(letter).content


def finish_letter(actor: Actor, letter: JointLetter, *, seen_version: int, depot: Depot) -> None:
    """Make a letter final: the file is kept as it is sent, and comes among the documents as well.

    The document is of the organisation that makes it final, and only that sees it until it shares
    it: a letter about a child holds data concerning health (AVG art. 9). The letter itself stays
    with the case for all who see that, whatever becomes of the document; both name the same file.

    Raises:
        NotAllowed: the actor may not, the letter is final, or a party does not agree.
        OutOfDate: somebody changed the letter or said something of it meanwhile.
        Refused: the decision it tells was corrected or its list is open, or the inspectorate that
            handles the case is no party.
    """
    require(actor, IncidentPermission.FINISH_LETTER, letter)
    check_seen(letter, seen_version)
    printed = _printed(letter)
    workspace, root = letter.case.workspace, documents.find_root(letter.workspace_id)
    if root is None:
        raise HouseFault("A workspace has a root folder.")
    bringing.add_document(
        actor,
        workspace,
        incoming=Incoming(io.BytesIO(printed.content), f"brief-{letter.case.ref}.pdf"),
        description=Description(
            folder_id=root.id,
            title=letter.current.subject,
            classification=Classification.NONE.value,
            marking=Marking.CONFIDENTIAL,
            is_special_category=True,
        ),
        depot=depot,
        on_arrival=_finishing(letter, printed, seen_version=seen_version),
    )


def download_letter(actor: Actor, letter: JointLetter, *, depot: Depot) -> bytes:
    """Return the file of a final letter to keep, and write down that it left."""
    with begin_work(actor) as work:
        require(actor, IncidentPermission.DOWNLOAD_LETTER, letter)
        content = content_of_letter(letter, depot=depot)
        work.record(
            IncidentAction.LETTER_DOWNLOADED,
            letter.case,
            letter=letter.id,
            sha256=letter.fingerprint,
        )
    return content


def content_of_letter(letter: JointLetter, *, depot: Depot) -> bytes:
    """Return the file of a final letter the actor has loaded.

    Raises:
        HouseFault: what is kept is not what was sent.
    """
    vault = depot.vault_of(letter.case.workspace)
    content = b"".join(depot.blobs.read(queries.stored_letter(letter), vault=vault))
    if len(content) != letter.size:
        raise HouseFault("A stored letter is not what was stored.")
    return content


def _finishing(
    letter: JointLetter, printed: Rendered, *, seen_version: int
) -> Callable[[Work, Document], None]:
    def finish(work: Work, document: Document) -> None:
        """Settle in the transaction of the document that the letter is that file."""
        case = letter.case
        work.lock(case)
        work.lock(letter)
        require(work.actor, IncidentPermission.FINISH_LETTER, letter)
        check_seen(letter, seen_version)
        _check_decision(letter)
        work.settle()
        version = documents.get_version(document)
        letter.sha256, letter.size, letter.pages = version.sha256, version.size, printed.pages
        letter.blob_id, letter.wrapped_key = version.blob_id, version.wrapped_key
        letter.document_id = document.id
        letter.made_final_by_id = known(work.actor.person_id)
        letter.made_final_at = clock.now()
        letter.version += 1
        work.record(
            IncidentAction.LETTER_FINAL,
            case,
            letter=letter.id,
            text=letter.current_number,
            sha256=letter.fingerprint,
            document=document.id,
        )

    return finish


def _check_decision(letter: JointLetter) -> None:
    """Refuse a letter that tells what does not hold, or not of who handles the case."""
    case = letter.case
    if case.organisation_id not in letter.current.parties:
        raise Refused(
            _("The inspectorate that handles this case must take part. Change the letter first.")
        )
    decision = decided_about(case)
    if decision.id != letter.current.decision_id:
        raise Refused(
            _("The committee corrected its decision. Change the letter, so that it tells the last.")
        )
    found = queries.find_agenda_item(case)
    if found is not None and found[1].id == decision.meeting_id:
        raise Refused(_("First close the decision list of that meeting: then the decision stands."))
    sharing = {each.id for each in queries.list_inspectorates(case.workspace)}
    if not sharing.issuperset(letter.current.parties):
        raise Refused(
            _("An inspectorate of this letter no longer takes part here. Change the letter first.")
        )


def _printed(letter: JointLetter) -> Rendered:
    return print_letter(letter.case, letter.current, senders=_senders(letter), on=clock.today())


def _senders(letter: JointLetter) -> Sequence[Organisation]:
    here = queries.list_inspectorates(letter.case.workspace)
    return [each.organisation for each in queries.positions_of(letter, here)]
