"""What stands in the log, written by hand: which tables may change without a line, and reads."""

from __future__ import annotations

BESIDE = {
    "log_key": "the log's own key",
    "sign_in_session": "how somebody stays signed in; coming and going have lines of their own",
    "sign_in_attempt": "a sign-in under way",
    "provider_sign_out": "what a provider said was ended; each that ended has its line",
    "fresh_sign_in": "a ticket, used once",
    "refused_sign_in": "what the page about a refusal shows",
    "refused_address": "addresses that asked too often",
    "last_visit": "until where somebody has read",
    "idempotency_key": "forms that were sent",
    "upload": "a file on its way in, of one person, until it is a document",
    "upload_part": "the same",
    "orphaned_blob": "files to throw away",
    "notice": "what somebody is told; the thing it is about has its line",
    "mailing": "mail that waits",
    "reminder": "what was reminded of already",
    "looked_place": "when somebody last looked",
    "notice_choice": "of what somebody wants to be told",
    "place_choice": "the same, of one place",
    "mention_done": "what somebody ticked off their own list",
    "task_follower": "of what somebody wants to be told",
    "access_review": "that a list is due; what was decided has its line",
    "witness_view": "what a witness saw of the log",
    "log_cosignature": "what a witness signed of the log",
    "procrastinate_jobs": "the queue",
    "procrastinate_events": "the queue",
    "procrastinate_workers": "the queue",
    "procrastinate_periodic_defers": "the queue",
}
"""Tables that may change without a line, each with the reason; written apart from the product."""
NO_CHANGE = frozenset(
    {"idempotency_key", "last_visit"} | {each for each in BESIDE if each.startswith("procrast")}
)
"""What stands around a change and is none."""
READ_REGISTER, EXPORT_REGISTER = "privacy:register:read", "privacy:register:export"
TAKEN, OWN_TAKEN = "workspace:list:take", "organisation:list:take"
DOWNLOADED, READ = "document:content:download", "document:content:read"
SERVED = {
    "administration.export_accounts": OWN_TAKEN,
    "all_followups.export": TAKEN,
    "archive.take": "workspace:archive:take",
    "contributions.export": TAKEN,
    "destructions.certificate": "destruction:certificate:download",
    "destructions.export_destructions": TAKEN,
    "documents.compare": "document:content:compare",
    "documents.content": DOWNLOADED,
    "documents.excerpt": READ,
    "documents.export": TAKEN,
    "documents.mirror": "document:list:mirror",
    "documents.mirror_document": "document:content:mirror",
    "documents.preview": READ,
    "documents.read": READ,
    "documents.redact": READ,
    "documents.redacted_page": READ,
    "documents_api.content": DOWNLOADED,
    "documents_api.preview": READ,
    "emergencies.export": OWN_TAKEN,
    "emergency_documents.preview": "document:emergency:read",
    "emergency_documents.read": "document:emergency:read",
    "erasures.export": OWN_TAKEN,
    "findings.export_findings": TAKEN,
    "followups.export": TAKEN,
    "holds.export_holds": OWN_TAKEN,
    "incidents.export": TAKEN,
    "incidents.export_meetings": TAKEN,
    "incidents.letter_pdf": "incident:letter:download",
    "incidents_api.list": TAKEN,
    "mandates.export": OWN_TAKEN,
    "observations.export": TAKEN,
    "openings.export_of_place": EXPORT_REGISTER,
    "openings.of_place": READ_REGISTER,
    "oversight.export": TAKEN,
    "oversight.print_log": TAKEN,
    "oversight.take_pdf": TAKEN,
    "oversight.verification_lines": TAKEN,
    "oversight_api.log": TAKEN,
    "privacy.breach": "privacy:breach:read",
    "privacy.disclosures": READ_REGISTER,
    "privacy.export_breaches": "privacy:breach:export",
    "privacy.export_disclosures": EXPORT_REGISTER,
    "privacy.export_openings": EXPORT_REGISTER,
    "privacy.export_processing": EXPORT_REGISTER,
    "privacy.export_special_data": EXPORT_REGISTER,
    "privacy.export_surges": EXPORT_REGISTER,
    "privacy.openings": READ_REGISTER,
    "privacy.processing": READ_REGISTER,
    "privacy.special_data": READ_REGISTER,
    "privacy.surges": READ_REGISTER,
    "publications.export": TAKEN,
    "publications.pdf": "report:publication:download",
    "rebuttals.extract": "rebuttal:extract:download",
    "rebuttals.spreadsheet": TAKEN,
    "reply.extract": "rebuttal:extract:read",
    "reply.page": "rebuttal:link:read",
    "reports.evidence": "report:evidence:download",
    "reports.export": TAKEN,
    "reports.pdf": "report:file:download",
    "reports_api.evidence": "report:evidence:download",
    "reports_api.pdf": "report:file:download",
    "requests.export": TAKEN,
    "retention.export_retention": OWN_TAKEN,
    "scorings.export_scorings": TAKEN,
    "tasks.export": TAKEN,
    "tasks.export_terms": TAKEN,
    "witnesses.export": OWN_TAKEN,
    "workspaces.export": TAKEN,
    "workspaces.export_members": TAKEN,
}
"""Sensitive reads: the one line of each page or file that was served."""
FORM_FIRST = frozenset(
    {
        "all_followups.export",
        "documents.compare",
        "documents.mirror",
        "documents.mirror_document",
        "workspaces.export",
    }
)
"""Without a question, or for who is in no workspace, there is nothing to read in these."""
FORMS_THAT_SHOW = frozenset({"documents.excerpt"})
"""A form that comes back with a refusal, and shows the same once more."""
TURNED_AWAY = {
    "identity.callback": "person:session:refuse",
    "back_channel.sign_out": "person:session:refuse",
}
"""The line of what was refused, where there is one; elsewhere there is none."""
BY_FORM = {
    "documents.bundle": DOWNLOADED,
    "privacy.find_data_subject": "privacy:subject:search",
    "privacy.export_data_subject": "privacy:subject:export",
}
"""Sensitive reads that are asked by sending a form: one line, or one for each file in it."""
READING = frozenset(SERVED.values()) | frozenset(TURNED_AWAY.values()) | frozenset(BY_FORM.values())
"""Lines of what changes nothing."""
