"""Answers of cages, kept while the same is asked of the same bytes again and again.

A crawl opens every document as everybody, and each page of each is a process or two. What a cage
answers depends on nothing but what it is asked and the bytes it gets, so the first answer, which is
a real one, serves for all that follow. A cage that broke is asked again.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pytest

from app.adapters import cage
from app.adapters.cage import Bounds

Answers = dict[tuple[object, ...], bytes]


@contextmanager
def answers_kept() -> Iterator[Answers]:
    """Let whoever asks a cage, anywhere in the product, get what it answered before."""
    kept: Answers = {}
    real, keeping = cage.answer_of, _keeping(cage.answer_of, kept)
    askers = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("app.adapters.") and vars(module).get("answer_of") is real
    ]
    assert len(askers) > 3, "Who asks cages now, and how?"
    with pytest.MonkeyPatch.context() as patch:
        for module in askers:
            patch.setattr(module, "answer_of", keeping)
        yield kept


def _keeping(real: Callable[..., bytes], kept: Answers) -> Callable[..., bytes]:
    def answer_of(
        module: str, *args: str, content: Iterable[bytes], bounds: Bounds | None = None
    ) -> bytes:
        whole = b"".join(content)
        asked = (module, args, bounds, hashlib.sha256(whole).digest())
        if asked not in kept:
            kept[asked] = real(module, *args, content=[whole], bounds=bounds)
        return kept[asked]

    return answer_of
