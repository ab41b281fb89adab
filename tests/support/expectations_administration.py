"""Who passes at the pages of administration: Els, who sees no workspace, and nobody else."""

from __future__ import annotations

from tests.support.expected import SIGNED_IN, Passing, Who, only

ADMINISTRATORS: Who = frozenset({"els"})
OF_DIRECTORIES = frozenset(
    f"provisioning.{view}"
    for view in (
        *("configuration", "resource_types", "resource_type", "schemas", "schema"),
        *("list_users", "enter_user", "get_user", "replace_user", "change_user", "remove_user"),
    )
)
"""Only who brings the key of a directory, which is no person, comes in here."""

ADMINISTRATION: dict[str, Passing] = {
    **dict.fromkeys(OF_DIRECTORIES, frozenset()),
    "administration.announcements": SIGNED_IN,
    "administration.overview": ADMINISTRATORS,
    "administration.export_organisations": ADMINISTRATORS,
    "administration.new_organisation": ADMINISTRATORS,
    "administration.organisation": ADMINISTRATORS,
    "administration.export_accounts": ADMINISTRATORS,
    "administration.ask_for_provider": ADMINISTRATORS,
    "administration.correct": ADMINISTRATORS,  # IGJ has none of its own
    "administration.complete_correction": ADMINISTRATORS,
    "administration.provider": ADMINISTRATORS,
    "administration.try_provider": ADMINISTRATORS,
    "administration.open_provider": frozenset(),  # it is of another organisation, and open
    "administration.close_provider": frozenset(),
    "administration.pause_provider": ADMINISTRATORS,
    "administration.ask_to_open": ADMINISTRATORS,
    "administration.complete_access": ADMINISTRATORS,
    "administration.agree_to_open": only(opening_of_ivho=""),  # she asked it herself
    "administration.refuse_opening": ADMINISTRATORS,
    "administration.account": ADMINISTRATORS,
    "corrections.correct": only(account_of_carla=""),
    "administration.block": only(account_of_carla=""),  # she is of another organisation
    "administration.change_duty": only(account_of_carla=""),
    "administration.agree_duty": only(duty_of_wim=""),  # she asked it herself
    "administration.complete_duty": only(duty_of_wim=""),
    "administration.refuse_duty": ADMINISTRATORS,
    "administration.waiting_duties": ADMINISTRATORS,
    "platform_log.lines": ADMINISTRATORS,
    "platform_log.checkpoint": ADMINISTRATORS,
    "platform_log.file_of_lines": ADMINISTRATORS,
    "platform_log.program": ADMINISTRATORS,
    "oversight_api.platform_log": ADMINISTRATORS,
    "oversight_api.platform_checkpoint": ADMINISTRATORS,
    "oversight_api.platform_proof": ADMINISTRATORS,
    "oversight_api.platform_consistency": ADMINISTRATORS,
    "administration.invite_again": only(account_of_carla=""),
    "administration.revoke_token": ADMINISTRATORS,
    "account.revoke_token": frozenset({"anna"}),
    "witnesses.overview": ADMINISTRATORS,
    "witnesses.export": ADMINISTRATORS,
    "witnesses.ask": ADMINISTRATORS,
    "witnesses.witness": ADMINISTRATORS,
    "witnesses.approve": only(witness_of_igj=""),  # she asked it herself
    "witnesses.complete_approval": only(witness_of_igj=""),
    "witnesses.refuse": ADMINISTRATORS,
    "witnesses.end": only(witness_of_igj=""),  # it is of another organisation, and not in use
    "administration.change": ADMINISTRATORS,
    "administration.approve_change": only(change_of_igj=""),  # she asked it herself
    "administration.complete_approval": only(change_of_igj=""),
    "administration.refuse_change": ADMINISTRATORS,
    "successions.overview": ADMINISTRATORS,
    "successions.export": ADMINISTRATORS,
    "successions.let_go": only(account_of_carla=""),
    "successions.ask": ADMINISTRATORS,
    "successions.detail": ADMINISTRATORS,
    "successions.approve": only(succession_of_igj=""),  # she asked it herself
    "successions.complete_approval": only(succession_of_igj=""),
    "successions.refuse": ADMINISTRATORS,
    "successions.take_back": only(succession_of_igj=""),  # nobody agreed
}
