"""Audit words of identity, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class IdentityAction(Action):
    """What happens around people and sign-in."""

    SIGNED_IN = "person:session:start"
    SIGNED_OUT = "person:session:end"
    SIGNED_OUT_THERE = "person:session:end-at-provider"
    SIGN_IN_REFUSED = "person:session:refuse"
    CONFIRMED = "person:fresh-sign-in:make"
    BOUND = "person:identity:bind"
    INVITED = "person:invitation:send"
    INVITED_AGAIN = "person:invitation:renew"
    TOKEN_MADE = "person:token:make"  # noqa: S105 - an audit word  # nosec B105
    TOKEN_REVOKED = "person:token:revoke"  # noqa: S105 - an audit word  # nosec B105
    SETTINGS_CHANGED = "person:settings:change"
    BLOCKED = "person:account:block"
    UNBLOCKED = "person:account:unblock"
    PERSON_ADDED = "person:account:add"
    PERSON_CORRECTED = "person:account:correct"
    ORGANISATION_ADDED = "organisation:account:add"
    ORGANISATION_CORRECTED = "organisation:account:correct"
    SUCCEEDED = "organisation:successor:name"
    PROVIDER_ASKED = "organisation:provider:ask"
    PROVIDER_REFUSED = "organisation:provider:refuse"
    PROVIDER_PINNED = "organisation:provider:pin"
    PROVIDER_CLOSED = "organisation:provider:close"
    PROVIDER_OPENED = "organisation:provider:open"
    PROVIDER_PAUSED = "organisation:provider:pause"
    PROVIDER_RESUMED = "organisation:provider:resume"
    PROVIDER_TRYING = "organisation:provider:begin-try"
    PROVIDER_TRIED = "organisation:provider:try"
    OPENING_ASKED = "organisation:provider:ask-opening"
    OPENING_REFUSED = "organisation:provider:refuse-opening"
    PUT_BACK = "installation:backup:restore"
    KEYS_REWRAPPED = "installation:key:rewrap"
    MAINTENANCE_ANNOUNCED = "installation:maintenance:announce"
    MAINTENANCE_ENDED = "installation:maintenance:end"
    MANDATE_ADDED = "organisation:mandate:add"
    MANDATE_CHANGED = "organisation:mandate:change"
    LIST_TAKEN = "organisation:list:take"
    DUTY_ASKED = "person:duty:ask"
    DUTY_REFUSED = "person:duty:refuse"
    DUTY_GIVEN = "person:duty:give"
    DUTY_TAKEN = "person:duty:take"


LABELS = {
    IdentityAction.SIGNED_IN: lazy("signed in"),
    IdentityAction.SIGNED_OUT: lazy("signed out"),
    IdentityAction.SIGNED_OUT_THERE: lazy("signed out at the own organisation"),
    IdentityAction.SIGN_IN_REFUSED: lazy("could not sign in"),
    IdentityAction.CONFIRMED: lazy("signed in again to confirm"),
    IdentityAction.BOUND: lazy("used the invitation"),
    IdentityAction.INVITED: lazy("invited"),
    IdentityAction.INVITED_AGAIN: lazy("sent a new invitation to"),
    IdentityAction.TOKEN_MADE: lazy("made an access token for"),
    IdentityAction.TOKEN_REVOKED: lazy("revoked an access token of"),
    IdentityAction.SETTINGS_CHANGED: lazy("changed the settings of"),
    IdentityAction.BLOCKED: lazy("blocked"),
    IdentityAction.UNBLOCKED: lazy("let in again"),
    IdentityAction.PERSON_ADDED: lazy("entered the account of"),
    IdentityAction.PERSON_CORRECTED: lazy("corrected the account of"),
    IdentityAction.ORGANISATION_ADDED: lazy("entered the organisation"),
    IdentityAction.ORGANISATION_CORRECTED: lazy("corrected how is entered"),
    IdentityAction.SUCCEEDED: lazy("named the successor of"),
    IdentityAction.PROVIDER_ASKED: lazy("asked for a change of the sign-in provider"),
    IdentityAction.PROVIDER_REFUSED: lazy("refused a change of the sign-in provider"),
    IdentityAction.PROVIDER_PINNED: lazy("pinned the sign-in provider"),
    IdentityAction.PROVIDER_CLOSED: lazy("closed the sign-in provider"),
    IdentityAction.PROVIDER_OPENED: lazy("opened the sign-in provider"),
    IdentityAction.PROVIDER_PAUSED: lazy("paused the sign-in provider"),
    IdentityAction.PROVIDER_RESUMED: lazy("ended the pause of the sign-in provider"),
    IdentityAction.PROVIDER_TRYING: lazy("began to try the sign-in provider"),
    IdentityAction.PROVIDER_TRIED: lazy("tried the sign-in provider"),
    IdentityAction.OPENING_ASKED: lazy("asked to open the sign-in provider"),
    IdentityAction.OPENING_REFUSED: lazy("refused to open the sign-in provider"),
    IdentityAction.PUT_BACK: lazy("restored a backup of"),
    IdentityAction.KEYS_REWRAPPED: lazy("wrapped all keys anew of"),
    IdentityAction.MAINTENANCE_ANNOUNCED: lazy("announced maintenance of"),
    IdentityAction.MAINTENANCE_ENDED: lazy("ended the maintenance of"),
    IdentityAction.MANDATE_ADDED: lazy("entered the mandate"),
    IdentityAction.MANDATE_CHANGED: lazy("changed the mandate"),
    IdentityAction.LIST_TAKEN: lazy("took along a list of the own organisation, for"),
    IdentityAction.DUTY_ASKED: lazy("asked for another duty of"),
    IdentityAction.DUTY_REFUSED: lazy("refused another duty of"),
    IdentityAction.DUTY_GIVEN: lazy("gave a duty to"),
    IdentityAction.DUTY_TAKEN: lazy("took a duty from"),
}
