"""The security matrix, written by hand: who passes at each route.

Who may not know a thing gets 404, whatever the route (`markers.SIGHT` says who may). Who sees it
passes when named here, and is refused with 403 otherwise. A route that is not in `PASSES` fails
the matrix: think about who may, and write it down.
"""

from __future__ import annotations

from tests.support.expectations_administration import ADMINISTRATION
from tests.support.expectations_coordination import COORDINATION
from tests.support.expected import (
    ALL_WHO_SEE_IT,
    COORDINATORS,
    EVERYBODY,
    SIGNED_IN,
    WORKERS,
    Passing,
    only,
)
from tests.support.expected_cases import CASES
from tests.support.expected_closing import CLOSING, NOT_DESTROYED
from tests.support.expected_contributions import CONTRIBUTIONS
from tests.support.expected_emergencies import EMERGENCIES, NOT_FOR_THEM
from tests.support.expected_followups import FOLLOW_UPS
from tests.support.expected_judging import JUDGING
from tests.support.expected_lists import LISTS
from tests.support.expected_programme import PROGRAMME
from tests.support.expected_publications import PUBLICATIONS
from tests.support.expected_rebuttals import NOBODY_THERE, REBUTTALS
from tests.support.expected_tasks import TASKS
from tests.support.expected_workspaces import WORKSPACES

OWNERS = only(
    igj_private="bram",
    igj_shared="bram",
    igj_classified="bram",
    igj_for_wim="bram",
    igj_withdrawn="bram",
    igj_police="bram",
    ijenv_private="anna",
    nvwa_document="dirk",
)
OWNERS_WHILE_THERE = OWNERS | only(igj_withdrawn="")
OPENERS = dict.fromkeys(OWNERS, EVERYBODY) | only(igj_police="")
"""Police data open for nobody before a purpose was said; nobody of the scene did."""
OPENING_OWNERS = OWNERS_WHILE_THERE | only(igj_police="")
DOWNLOADERS = only(
    igj_private="bram cora",
    igj_shared="bram cora anna wim",
    igj_classified="bram cora",
    igj_for_wim="bram cora",
    igj_withdrawn="bram cora",
    igj_police="bram cora anna wim",
    ijenv_private="anna wim",
    nvwa_document="dirk",
)
TAKERS = DOWNLOADERS | only(igj_police="")
REQUESTED = only(request_here="bram")
REQUESTING = only(request_here="anna")
HOLDS_THE_PEN = only(draft_here="anna", draft_there="dirk")
FOLLOWS_A_ROUND = only(frozen_here="anna")
SIGNATORIES = only(frozen_here="wim cora")

PASSES: dict[str, Passing] = {
    # Anyone, signed in or not.
    "access_help.truth_table": EVERYBODY,
    "account.logout": EVERYBODY,
    "calendar_feed.feed": EVERYBODY,
    "back_channel.sign_out": EVERYBODY,
    "health.alive": EVERYBODY,
    "health.openapi": EVERYBODY,
    "health.ready": EVERYBODY,
    "metrics.read": EVERYBODY,
    "identity.callback": frozenset(),  # without a sign-in under way
    "identity.help_page": EVERYBODY,
    "identity.invitation": EVERYBODY,
    "identity.login": EVERYBODY,
    "statements.accessibility": EVERYBODY,
    "statements.privacy": EVERYBODY,
    "statements.security": EVERYBODY,
    "statements.security_txt": EVERYBODY,
    # About no single thing: lists of what is visible.
    "account.own_sessions": SIGNED_IN,
    "account.settings": SIGNED_IN,
    "mandates.list": SIGNED_IN,
    "mandates.enter": frozenset(),  # nobody of the cast keeps a register
    "mandates.detail": ALL_WHO_SEE_IT,
    "mandates.change": {},
    "desk.my_work": SIGNED_IN,
    "desk.organisation_work": SIGNED_IN,
    "desk.hand_over": SIGNED_IN,
    "desk.all_figures": SIGNED_IN,
    "desk.export_all_figures": SIGNED_IN,
    "search.search": SIGNED_IN,
    "search.suggestions": SIGNED_IN,
    "search_api.search": SIGNED_IN,
    **LISTS,
    **WORKSPACES,
    **CLOSING,
    **EMERGENCIES,
    **COORDINATION,
    **PROGRAMME,
    **ADMINISTRATION,
    # A workspace.
    "desk.overview": ALL_WHO_SEE_IT,
    "desk.figures": ALL_WHO_SEE_IT,
    "desk.export_figures": ALL_WHO_SEE_IT,
    "documents.bundle": ALL_WHO_SEE_IT,  # with nothing ticked: told so
    "documents.several": ALL_WHO_SEE_IT,  # with nothing ticked: told so
    "documents.choose_several": ALL_WHO_SEE_IT,
    "documents.give_several": ALL_WHO_SEE_IT,
    "documents.move_several": ALL_WHO_SEE_IT,
    "documents.mark_several": ALL_WHO_SEE_IT,
    "documents.withdraw_several": ALL_WHO_SEE_IT,
    "documents.folders": ALL_WHO_SEE_IT,
    "documents.list": ALL_WHO_SEE_IT,
    "documents.ask": ALL_WHO_SEE_IT,
    "documents.sight_of_new": WORKERS,
    "documents.look_as": COORDINATORS,
    "documents.mirror": COORDINATORS,
    "documents.folder_rules": ALL_WHO_SEE_IT,
    "documents.workspace_rules": ALL_WHO_SEE_IT,
    "oversight.log": ALL_WHO_SEE_IT,
    "oversight.print_log": ALL_WHO_SEE_IT,
    "oversight.export": ALL_WHO_SEE_IT,
    "oversight.verification": ALL_WHO_SEE_IT,
    "oversight.verification_checkpoint": ALL_WHO_SEE_IT,
    "oversight.verification_lines": ALL_WHO_SEE_IT,
    "oversight.verification_program": ALL_WHO_SEE_IT,
    "oversight.verification_witness": ALL_WHO_SEE_IT,
    "report_check.by_file": SIGNED_IN,
    "report_check.by_fingerprint": SIGNED_IN,
    "report_check.trust": SIGNED_IN,
    "reports.check": ALL_WHO_SEE_IT,
    "reports.list": ALL_WHO_SEE_IT,
    "reports.trust": ALL_WHO_SEE_IT,
    "documents_api.folder_access": ALL_WHO_SEE_IT,
    "documents_api.folders": ALL_WHO_SEE_IT,
    "documents_api.list": ALL_WHO_SEE_IT,
    "documents_api.workspace_access": ALL_WHO_SEE_IT,
    "oversight_api.log": ALL_WHO_SEE_IT,
    "oversight_api.checkpoint": ALL_WHO_SEE_IT,
    "oversight_api.proof": ALL_WHO_SEE_IT,  # without ?index: told so
    "oversight_api.consistency": ALL_WHO_SEE_IT,  # without ?from: told so
    "reports_api.list": ALL_WHO_SEE_IT,
    "documents.add_folder": WORKERS,
    "documents.folder": WORKERS,
    "documents.rename_folder": WORKERS,
    "documents.move_folder": WORKERS,
    "documents.remove_folder": WORKERS,
    "documents.upload": WORKERS,
    "documents.participation": COORDINATORS,
    "documents.choose_rules": WORKERS,
    "documents.folder_rules_back": WORKERS,
    "documents.set_folder_rule": WORKERS,
    "documents.set_workspace_rule": WORKERS,
    "documents_api.add": WORKERS,
    "documents_api.add_folder": WORKERS,
    "documents_api.change_folder": WORKERS,
    "documents_api.remove_folder": WORKERS,
    "documents_api.set_folder_access": WORKERS,
    "documents_api.set_workspace_access": WORKERS,
    "reports.new": COORDINATORS,
    "reports_api.make": COORDINATORS,
    "departures.choose": frozenset(),
    # A document.
    "documents.access": ALL_WHO_SEE_IT,
    "documents.mirror_document": COORDINATORS,
    "documents.why": ALL_WHO_SEE_IT,
    "documents.detail": ALL_WHO_SEE_IT,
    "documents.preview": OPENERS,
    "documents.read": OPENERS,
    "documents.content": TAKERS,
    "documents.compare": TAKERS,
    "documents.lock": OWNERS_WHILE_THERE,
    "documents.redact": OPENING_OWNERS,
    "documents.redacted_page": OPENING_OWNERS,
    "documents.excerpt": OPENING_OWNERS,
    "documents_api.redaction": OPENING_OWNERS,
    "documents_api.make_excerpt": OPENING_OWNERS,
    "documents_api.excerpts": ALL_WHO_SEE_IT,
    "documents_api.blacked_passages": ALL_WHO_SEE_IT,
    "documents.purpose": only(igj_police="anna wim bram cora"),
    "documents_api.state_purpose": only(igj_police="anna wim bram cora"),
    "documents.restore_version": OWNERS_WHILE_THERE,
    "documents.close_version": OWNERS,
    "documents_api.close_version": OWNERS,
    "documents_api.open_version_again": OWNERS,
    "documents.edit": OWNERS_WHILE_THERE,
    "documents.follow": OWNERS,
    "documents.document_rules_back": OWNERS,
    "documents.refuse": OWNERS,
    "documents.requests": OWNERS,
    "documents.private_layer": OWNERS,
    "documents.share": OWNERS,
    "documents.versions": OWNERS_WHILE_THERE,
    "documents.withdrawal": OWNERS,
    "comments_api.list": DOWNLOADERS,
    "comments_api.add": DOWNLOADERS,  # without words: told so
    "documents_api.lock": ALL_WHO_SEE_IT,
    "documents_api.take": OWNERS_WHILE_THERE,
    "documents_api.give_back": OWNERS_WHILE_THERE,
    "comments.page": DOWNLOADERS,
    "comments.write": DOWNLOADERS,
    "comments.change": DOWNLOADERS,  # without a comment: back to the page
    "comments.withdraw": DOWNLOADERS,
    "comments.settle": DOWNLOADERS,
    "comments.tick_off": ALL_WHO_SEE_IT,  # without a comment: back to Mijn werk
    "documents_api.detail": ALL_WHO_SEE_IT,
    "documents_api.document_access": ALL_WHO_SEE_IT,
    "documents_api.explanation": ALL_WHO_SEE_IT,
    "documents_api.preview": OPENERS,
    "documents_api.versions": OPENERS,
    "documents_api.add_version": OWNERS_WHILE_THERE,
    "documents_api.change": OWNERS_WHILE_THERE,
    "documents_api.set_document_access": OWNERS,
    "documents_api.withdraw": OWNERS,
    "documents_api.content": TAKERS,
    # Whether a document may be given, and profiles.
    "sharing.guide": ALL_WHO_SEE_IT,
    "sharing.profiles": ALL_WHO_SEE_IT,
    "sharing_api.profiles": ALL_WHO_SEE_IT,
    "sharing.propose": COORDINATORS,
    "sharing.end_profile": COORDINATORS,
    "sharing.apply_to_workspace": WORKERS,
    "sharing.apply_to_folder": WORKERS,
    "sharing.apply_to_document": OWNERS,
    "sharing.weigh": OWNERS,
    "sharing.keep": OWNERS,
    "sharing.basis": OWNERS,
    "sharing.ask_basis": OWNERS,
    "sharing_api.guide": OWNERS,
    "sharing_api.keep": OWNERS,
    "sharing_answers.read": ALL_WHO_SEE_IT,
    "sharing_api.detail": ALL_WHO_SEE_IT,
    "sharing_answers.watch": frozenset(),  # for privacy officers, of whom there is none here
    "sharing_answers.judge": frozenset(),
    "privacy.processing": frozenset(),
    "privacy.export_processing": frozenset(),
    "privacy.disclosures": frozenset(),
    "privacy.export_disclosures": frozenset(),
    "privacy.openings": frozenset(),
    "privacy.export_openings": frozenset(),
    "privacy.surges": frozenset(),
    "openings.of_place": WORKERS,
    "openings.export_of_place": WORKERS,
    "privacy.data_subjects": frozenset(),
    "privacy.find_data_subject": frozenset(),
    "privacy.export_data_subject": frozenset(),
    "privacy.breaches": frozenset(),
    "privacy.export_breaches": frozenset(),
    "privacy.new_breach": frozenset(),
    "privacy.breach": frozenset(),
    "privacy.note_breach": frozenset(),
    "privacy.breach_reach": frozenset(),
    "privacy.close_breach": frozenset(),
    "privacy.reopen_breach": frozenset(),
    "privacy.special_data": frozenset(),
    "privacy.export_special_data": frozenset(),
    "sharing_answers.answer": frozenset(),
    # A file on its way in: of one person.
    "uploads_api.offer": SIGNED_IN,
    "uploads_api.begin": SIGNED_IN,  # asked without the protocol's version, before anything else
    "uploads_api.stand": ALL_WHO_SEE_IT,
    "uploads_api.go_on": ALL_WHO_SEE_IT,
    "uploads_api.stop": ALL_WHO_SEE_IT,
    # A task.
    # A notice: of one person.
    "notifications.list": SIGNED_IN,
    "notifications.count": SIGNED_IN,
    "notifications.read_all": SIGNED_IN,
    "notifications.calendar": SIGNED_IN,
    "notifications.revoke_calendar": SIGNED_IN,
    "notifications.settings": SIGNED_IN,
    "notifications.place_settings": SIGNED_IN,
    "notifications.hours_of_all": COORDINATORS,
    "notifications.absences": frozenset({"anna", "dirk"}),
    "notifications.undo_absence": SIGNED_IN,
    "notifications.open_notice": ALL_WHO_SEE_IT,
    "notifications_api.list": SIGNED_IN,
    "notifications_api.read": ALL_WHO_SEE_IT,
    # A named term.
    # A document request.
    "requests_api.list": ALL_WHO_SEE_IT,
    "requests_api.ask": WORKERS,
    "requests_api.detail": ALL_WHO_SEE_IT,
    "requests_api.withdraw": REQUESTING,
    "requests_api.refuse": REQUESTED,
    "requests_api.reopen": REQUESTING,
    "requests.list": ALL_WHO_SEE_IT,
    "requests.new": WORKERS,
    "requests.detail": ALL_WHO_SEE_IT,
    "requests.bring": REQUESTED,
    "requests.give": REQUESTED,
    "requests.refuse": REQUESTED,
    "requests.propose": REQUESTED,
    "requests.agree": REQUESTING,
    "requests.withdraw": REQUESTING,
    "requests.close": REQUESTING,
    "requests.reopen": REQUESTING,
    **JUDGING,
    # A report.
    "reports.history": ALL_WHO_SEE_IT,
    "reports.detail": ALL_WHO_SEE_IT,
    "reports.page_image": ALL_WHO_SEE_IT,
    "reports.pdf": ALL_WHO_SEE_IT,
    "reports.seats": ALL_WHO_SEE_IT,
    "reports.edit": HOLDS_THE_PEN,
    "reports.end_round": FOLLOWS_A_ROUND,
    "reports.evidence": ALL_WHO_SEE_IT,
    "reports.freeze": HOLDS_THE_PEN,
    "reports.sign": SIGNATORIES,
    "reports.complete": SIGNATORIES,
    "reports.bring": SIGNATORIES,
    "reports.brought": SIGNATORIES,
    "reports_api.detail": ALL_WHO_SEE_IT,
    "reports_api.evidence": ALL_WHO_SEE_IT,
    "reports_api.reopen": FOLLOWS_A_ROUND,
    "reports_api.pdf": ALL_WHO_SEE_IT,
    "reports_api.freeze": HOLDS_THE_PEN,
    **REBUTTALS,
    **FOLLOW_UPS,
    **TASKS,
    **PUBLICATIONS,
    **CASES,
    **CONTRIBUTIONS,
}

NOT_THERE: dict[tuple[str, str | None], str] = {
    ("calendar_feed.feed", None): "nobody has a calendar at this address",
    **NOBODY_THERE,
    **NOT_DESTROYED,
    **NOT_FOR_THEM,
    ("metrics.read", None): "nobody showed the token of the monitoring",
    ("identity.invitation", None): "nobody was invited with this code",
    ("departures.choose", "igj_takes_part"): "nobody of IGJ coordinates here",
    ("departures.choose", "nvwa_takes_part"): "the lead does not leave",
    ("reports.sign", "draft_here"): "a draft cannot be signed",
    ("reports.sign", "draft_there"): "a draft cannot be signed",
    **{
        (endpoint, draft): "a draft has no file"
        for endpoint in (
            "reports.evidence",
            "reports.page_image",
            "reports.pdf",
            "reports_api.evidence",
            "reports_api.pdf",
        )
        for draft in ("draft_here", "draft_there")
    },
    **{
        ("reports.bring", report): "its organisations sign nowhere else"
        for report in ("draft_here", "frozen_here", "draft_there")
    },
    **{
        (endpoint, report): "nobody comes back without a ticket"
        for endpoint in ("reports.complete", "reports.brought")
        for report in ("draft_here", "frozen_here", "draft_there")
    },
}
"""Parts of a thing that do not exist, with the reason: not even who sees the thing finds them."""

ALL_THERE_IS = "?q=verslag+or+lees+or+weinig+or+rapport"
"""Finds every document, task, finding and report of the scene, for who sees it."""
QUERIES: dict[str, str] = {
    "administration.complete_access": "?ticket=00000000-0000-0000-0000-000000000007",
    "administration.complete_correction": "?ticket=00000000-0000-0000-0000-000000000007",
    "sharing.weigh": "?partner=ivho&ask=1&kinds=bevindingen",
    "sharing.basis": "?partner=ivho",
    "sharing_api.guide": "?organisation=ivho&kinds=bevindingen",
    "search.search": ALL_THERE_IS,
    "search.suggestions": ALL_THERE_IS,
    "search_api.search": ALL_THERE_IS,
}
"""What is asked along where a page without a question shows nothing."""
BODIES: dict[str, dict[str, object]] = {
    "tasks_api.return_with_reason": {"reason": "Dit is niet voor ons."},
}
"""What is sent where a body is read before the decision; elsewhere nothing is."""
