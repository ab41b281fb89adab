"""What the person's browser brings back from the provider, judged before anything is fetched."""

from collections.abc import Iterable, Mapping

from app.adapters.openid.claims import is_same
from app.adapters.openid.configuration import ProviderConfig
from app.adapters.openid.refusals import RefusalCode, SignInRefused
from app.adapters.openid.signin import PendingSignIn

LONGEST_CODE = 2048


def single_values(parameters: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Make a mapping of the parameters of a callback, in which each may occur only once.

    Raises:
        SignInRefused: one occurs twice (RFC 6749, section 3.1), so it is unclear which one counts.
    """
    found: dict[str, str] = {}
    for name, value in parameters:
        if name in found:
            raise SignInRefused(RefusalCode.CALLBACK_GARBLED, f"{name} occurs twice")
        found[name] = value
    return found


def read_code(
    config: ProviderConfig,
    pending: PendingSignIn,
    *,
    callback: Mapping[str, str],
    sends_issuer: bool,
) -> str:
    """Take the code out of a callback that answers this very sign-in at this very provider.

    Raises:
        SignInRefused: it answers another sign-in, comes from another provider, or says no.
    """
    if pending.provider_id != config.id:
        raise SignInRefused(RefusalCode.PROVIDER_MIXED_UP, pending.provider_id)
    if not is_same(callback.get("state", ""), pending.state):
        raise SignInRefused(RefusalCode.STATE_WRONG)
    _check_issuer(callback.get("iss"), config.issuer, is_required=sends_issuer)
    error = callback.get("error")
    if error == "access_denied":
        raise SignInRefused(RefusalCode.CANCELLED)
    if error is not None:
        raise SignInRefused(RefusalCode.PROVIDER_DECLINED, error)
    code = callback.get("code", "")
    if not (1 <= len(code) <= LONGEST_CODE and code.isascii() and code.isprintable()):
        raise SignInRefused(RefusalCode.CALLBACK_GARBLED, "code")
    return code


def _check_issuer(given: str | None, pinned: str, *, is_required: bool) -> None:
    """Compare the issuer in the callback; it tells apart whose answer this is (RFC 9207)."""
    if given is None:
        if is_required:
            raise SignInRefused(RefusalCode.ISSUER_PARAMETER_MISSING)
    elif given != pinned:
        raise SignInRefused(RefusalCode.ISSUER_PARAMETER_WRONG, given)
