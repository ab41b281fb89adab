"""Why a sign-in is refused: one kind of error, one closed list of reasons."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum, auto

import requests
from authlib.common.errors import AuthlibBaseError
from joserfc.errors import JoseError

LONGEST_DETAIL = 200


class RefusalCode(StrEnum):
    """The reason in one stable word, for the log and for choosing the sentence on the page."""

    # The provider cannot be reached, or does not answer as a provider does.
    PROVIDER_UNREACHABLE = auto()
    ADDRESS_FORBIDDEN = auto()
    ANSWER_REDIRECTED = auto()
    ANSWER_TOO_LARGE = auto()
    ANSWER_NOT_JSON = auto()
    ANSWER_UNEXPECTED = auto()
    METADATA_INCOMPLETE = auto()
    METADATA_ISSUER_WRONG = auto()
    ENDPOINT_FOREIGN = auto()

    # The person's browser came back with something else than what we asked for.
    CALLBACK_GARBLED = auto()
    PROVIDER_MIXED_UP = auto()
    STATE_WRONG = auto()
    ISSUER_PARAMETER_MISSING = auto()
    ISSUER_PARAMETER_WRONG = auto()
    CANCELLED = auto()
    PROVIDER_DECLINED = auto()
    CODE_REFUSED = auto()

    # The ID token is not one that this provider signed for us.
    ID_TOKEN_MISSING = auto()
    ID_TOKEN_GARBLED = auto()
    ALGORITHM_FORBIDDEN = auto()
    HEADER_FORBIDDEN = auto()
    KEYS_UNUSABLE = auto()
    KEY_UNKNOWN = auto()
    SIGNATURE_WRONG = auto()

    # The ID token is genuine, and says something we do not accept.
    ISSUER_WRONG = auto()
    AUDIENCE_WRONG = auto()
    AUTHORIZED_PARTY_WRONG = auto()
    NONCE_MISSING = auto()
    NONCE_WRONG = auto()
    EXPIRY_INVALID = auto()
    EXPIRED = auto()
    ISSUED_AT_INVALID = auto()
    ISSUED_TOO_LONG_AGO = auto()
    ISSUED_IN_FUTURE = auto()
    NOT_YET_VALID = auto()
    SUBJECT_INVALID = auto()
    SIGN_IN_TIME_MISSING = auto()
    SIGN_IN_TIME_INVALID = auto()
    SIGN_IN_NOT_FRESH = auto()
    SIGN_IN_IN_FUTURE = auto()
    STRENGTH_MISSING = auto()
    STRENGTH_TOO_LOW = auto()
    ACCESS_TOKEN_MISMATCH = auto()
    USERINFO_MISMATCH = auto()
    LOGOUT_TOKEN_WRONG = auto()


class SignInRefused(Exception):
    """A sign-in that does not go on. The only error that leaves this package."""

    def __init__(self, code: RefusalCode, detail: str = "") -> None:
        """Keep the reason.

        Args:
            code: the reason.
            detail: for the log only; made safe to print, since a provider may have chosen it.
        """
        self.code = code
        self.detail = ascii(detail)[1:-1][:LONGEST_DETAIL]
        super().__init__(f"{code}: {self.detail}" if self.detail else str(code))


class ProviderUnreachable(SignInRefused):
    """The provider is down, too slow, or at an address we do not go to: not the person's fault."""

    def __init__(
        self, detail: str = "", *, code: RefusalCode = RefusalCode.PROVIDER_UNREACHABLE
    ) -> None:
        """Keep what happened on the way."""
        super().__init__(code, detail)


class ProviderLies(SignInRefused):
    """The provider answered, and its answer is not one that an honest provider gives."""


# What Authlib, joserfc, requests and cryptography raise on hostile input (read in their source):
# their own errors, and the built-in ones that slip through on values of an unexpected type.
LIBRARY_ERRORS = (
    AuthlibBaseError,
    JoseError,
    requests.RequestException,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
    AssertionError,
)


@contextmanager
def refusing(code: RefusalCode) -> Iterator[None]:
    """Turn whatever a library raises on hostile input into one refusal."""
    try:
        yield
    except LIBRARY_ERRORS as error:
        raise SignInRefused(code, f"{type(error).__name__}: {error}") from error
