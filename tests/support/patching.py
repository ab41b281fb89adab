"""Whatever is put in another's place, statements that were kept built are built anew.

The product keeps the statements it built, for it never changes while it runs. A test that puts
another condition, clock or function in the place of a real one must not meet statements that were
built without it, nor leave any behind.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest

from app.kernel.sql import forget_kept

CHANGING = ("setattr", "delattr", "setitem", "delitem", "undo")


def forget_after_patches() -> None:
    """Let every patch, and every end of one, forget what was kept built."""
    for name in CHANGING:
        setattr(pytest.MonkeyPatch, name, _forgetting(getattr(pytest.MonkeyPatch, name)))


def _forgetting(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def done(*given: Any, **named: Any) -> Any:
        try:
            return method(*given, **named)
        finally:
            forget_kept()

    return done
