"""Reading JSON of strangers: an object, each name once, of bounded depth, or a refusal."""

import json
from collections.abc import Mapping, Sequence
from typing import NoReturn

from app.adapters.openid.refusals import ProviderLies, RefusalCode


def read_object(text: bytes, *, otherwise: RefusalCode) -> dict[str, object]:
    """Read one JSON object.

    A name that occurs twice is refused: two readers could each take another value for the truth.

    Args:
        text: the bytes as received.
        otherwise: the reason to give when it is anything else.

    Raises:
        ProviderLies: not a JSON object, or an ambiguous one.
    """
    try:
        value = json.loads(
            text.decode("utf-8"), object_pairs_hook=_without_repeats, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        raise ProviderLies(otherwise, f"{type(error).__name__}: {error}") from error
    if not isinstance(value, dict):
        raise ProviderLies(otherwise, f"a JSON {type(value).__name__}")
    return value


def _without_repeats(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "a name occurs twice"
        raise ValueError(message)
    return found


def _no_constant(name: str) -> NoReturn:
    message = f"{name} is not JSON"
    raise ValueError(message)


def text_of(source: Mapping[str, object], name: str) -> str | None:
    """Give a member that is a non-empty text, or nothing."""
    value = source.get(name)
    return value if isinstance(value, str) and value else None
