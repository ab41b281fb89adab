"""Why signing in did not work, in plain words: what happened, then what to do."""

from __future__ import annotations

from dataclasses import dataclass

from app.adapters.openid import RefusalCode
from app.identity.models import Organisation
from app.kernel.text import _

UNREACHABLE = frozenset(
    {
        RefusalCode.PROVIDER_UNREACHABLE,
        RefusalCode.ADDRESS_FORBIDDEN,
        RefusalCode.ANSWER_REDIRECTED,
        RefusalCode.ANSWER_TOO_LARGE,
        RefusalCode.ANSWER_NOT_JSON,
        RefusalCode.ANSWER_UNEXPECTED,
    }
)
AGAIN = frozenset({RefusalCode.STATE_WRONG, RefusalCode.CODE_REFUSED, RefusalCode.CALLBACK_GARBLED})
TOO_OLD = frozenset({RefusalCode.SIGN_IN_NOT_FRESH, RefusalCode.SIGN_IN_TIME_MISSING})
TOO_WEAK = frozenset({RefusalCode.STRENGTH_MISSING, RefusalCode.STRENGTH_TOO_LOW})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused sign-in as a person reads it."""

    code: str
    """For the administrator, to quote."""
    title: str
    what_to_do: str
    is_unanswered: bool = False
    """True when the provider did not answer, or not as a provider does; what it told is no lie."""


def in_words(code: str, organisation: Organisation) -> Refusal:
    """Say why a sign-in at an organisation was refused.

    Args:
        code: one of `RefusalCode`, or one of our own: ``not_known_here``, ``another_person``,
            ``blocked``, ``paused``.
    """
    name = organisation.short_name
    special = _special(code, name)
    if special is not None:
        return Refusal(code, *special)
    if code in UNREACHABLE:
        return Refusal(
            code,
            _("The sign-in page of %(name)s does not answer", name=name),
            _(
                "That is on their side. Try again in a few minutes, or call the administrator"
                " of %(name)s.",
                name=name,
            ),
            is_unanswered=True,
        )
    return Refusal(
        code,
        _("What %(name)s sent is not right", name=name),
        _(
            "To be safe we did not sign you in. Tell the administrator of %(name)s the code below.",
            name=name,
        ),
    )


def _special(code: str, name: str) -> tuple[str, str] | None:
    if code == "not_known_here":
        return (
            _("You do not have an account here yet"),
            _(
                "Ask the coordinator of your workspace for an invitation. Open the link in it to"
                " sign in the first time."
            ),
        )
    if code == "another_person":
        return (
            _("Someone else signed in"),
            _(
                "To confirm, you must sign in again yourself, with your own account. Nothing was"
                " signed."
            ),
        )
    if code in ("blocked", "paused"):
        return _held(code, name)
    if code in (RefusalCode.CANCELLED, RefusalCode.PROVIDER_DECLINED):
        return (
            _("You did not sign in"),
            _("You stopped at the page of %(name)s. You can try again.", name=name),
        )
    if code in AGAIN:
        return (
            _("This sign-in has expired"),
            _("It took too long, was used before, or began in another browser. Begin again."),
        )
    return _about_strength(code, name)


def _held(code: str, name: str) -> tuple[str, str]:
    if code == "blocked":
        return (
            _("Your account is blocked"),
            _("Ask the coordinator of your organisation what to do."),
        )
    return (
        _("Signing in is paused"),
        _(
            "An administrator paused signing in at %(name)s for safety. Ask the administrator"
            " of your organisation.",
            name=name,
        ),
    )


def _about_strength(code: str, name: str) -> tuple[str, str] | None:
    if code in TOO_OLD:
        return (
            _("You were not asked to sign in again"),
            _(
                "%(name)s used an earlier sign-in. To confirm, you must type your details anew.",
                name=name,
            ),
        )
    if code in TOO_WEAK:
        return (
            _("You need to sign in with two steps"),
            _(
                "Choose a stronger way to sign in at %(name)s, for instance with your phone.",
                name=name,
            ),
        )
    return None
