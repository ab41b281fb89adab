"""Why sign-ins at a provider are refused, told to who can mend it: what is wrong, what to do."""

from __future__ import annotations

from typing import Any

from app.adapters.openid import RefusalCode
from app.kernel.text import lazy

Reason = tuple[Any, Any]

UNREACHABLE: Reason = (
    lazy("The provider does not answer"),
    lazy("Look whether its address is right, and whether this machine can reach it."),
)
NOT_A_PROVIDER: Reason = (
    lazy("What answers does not answer as a provider does"),
    lazy("Open the address of its description. It must give JSON itself, without redirecting."),
)
OTHER_ISSUER: Reason = (
    lazy("It says another issuer than what was agreed"),
    lazy("Compare letter by letter, the last / included. Another issuer is another provider."),
)
FOREIGN_ADDRESS: Reason = (
    lazy("It sends people to an address that was not agreed"),
    lazy("Its pages must stand under the issuer's or the description's address."),
)
OUR_KEY: Reason = (
    lazy("The provider does not take the code back from us"),
    lazy("Register our public key and the address to send people back to, exactly as they are."),
)
ITS_KEYS: Reason = (
    lazy("Its signature cannot be checked"),
    lazy("Its keys must be published, and it must sign in one of the agreed ways."),
)
ITS_TOKEN: Reason = (
    lazy("The token says something else than we asked"),
    lazy("Give its administrator this code. Nobody is signed in by such a token."),
)
ITS_CLOCK: Reason = (
    lazy("The clocks differ too much"),
    lazy("Let both machines take their time from the network."),
)
TOO_WEAK: Reason = (
    lazy("People sign in with too little"),
    lazy("The provider must say with which level they signed in, and that must be an agreed one."),
)
NOT_FRESH: Reason = (
    lazy("It does not let people sign in anew"),
    lazy("To sign, it must honour prompt=login and max_age=0, and give auth_time."),
)
THE_PERSON: Reason = (
    lazy("The person stopped, or took too long"),
    lazy("Nothing needs to be mended when this happens now and then."),
)
NO_ACCOUNT: Reason = (
    lazy("The provider knows the person, and we do not"),
    lazy("They need an invitation. Look whether the provider gives the same subject as before."),
)
BLOCKED: Reason = (
    lazy("The account is blocked"),
    lazy("Somebody blocked it on purpose. It can be let in again on the account's page."),
)
PAUSED: Reason = (
    lazy("The provider is paused"),
    lazy("An administrator held it for safety. This page says why, and how it goes on."),
)
SOMEONE_ELSE: Reason = (
    lazy("Somebody else came back than who went to confirm"),
    lazy("Two people use one browser, or one person two accounts."),
)

REASONS: dict[str, Reason] = {
    **dict.fromkeys((RefusalCode.PROVIDER_UNREACHABLE, RefusalCode.ADDRESS_FORBIDDEN), UNREACHABLE),
    **dict.fromkeys(
        (
            RefusalCode.ANSWER_REDIRECTED,
            RefusalCode.ANSWER_TOO_LARGE,
            RefusalCode.ANSWER_NOT_JSON,
            RefusalCode.ANSWER_UNEXPECTED,
            RefusalCode.METADATA_INCOMPLETE,
        ),
        NOT_A_PROVIDER,
    ),
    **dict.fromkeys(
        (
            RefusalCode.METADATA_ISSUER_WRONG,
            RefusalCode.ISSUER_WRONG,
            RefusalCode.ISSUER_PARAMETER_WRONG,
            RefusalCode.ISSUER_PARAMETER_MISSING,
        ),
        OTHER_ISSUER,
    ),
    RefusalCode.ENDPOINT_FOREIGN: FOREIGN_ADDRESS,
    RefusalCode.CODE_REFUSED: OUR_KEY,
    **dict.fromkeys(
        (
            RefusalCode.KEYS_UNUSABLE,
            RefusalCode.KEY_UNKNOWN,
            RefusalCode.SIGNATURE_WRONG,
            RefusalCode.ALGORITHM_FORBIDDEN,
            RefusalCode.HEADER_FORBIDDEN,
        ),
        ITS_KEYS,
    ),
    **dict.fromkeys(
        (
            RefusalCode.EXPIRED,
            RefusalCode.ISSUED_IN_FUTURE,
            RefusalCode.ISSUED_TOO_LONG_AGO,
            RefusalCode.NOT_YET_VALID,
            RefusalCode.SIGN_IN_IN_FUTURE,
        ),
        ITS_CLOCK,
    ),
    **dict.fromkeys((RefusalCode.STRENGTH_MISSING, RefusalCode.STRENGTH_TOO_LOW), TOO_WEAK),
    **dict.fromkeys(
        (
            RefusalCode.SIGN_IN_NOT_FRESH,
            RefusalCode.SIGN_IN_TIME_MISSING,
            RefusalCode.SIGN_IN_TIME_INVALID,
        ),
        NOT_FRESH,
    ),
    **dict.fromkeys(
        (
            RefusalCode.CANCELLED,
            RefusalCode.PROVIDER_DECLINED,
            RefusalCode.STATE_WRONG,
            RefusalCode.CALLBACK_GARBLED,
        ),
        THE_PERSON,
    ),
    "not_known_here": NO_ACCOUNT,
    "another_person": SOMEONE_ELSE,
    "blocked": BLOCKED,
    "paused": PAUSED,
}


def for_administrators(code: str) -> tuple[str, str]:
    """Say what is wrong and what to do; a code without a sentence of its own is the token's."""
    what, to_do = REASONS.get(code, ITS_TOKEN)
    return str(what), str(to_do)
