"""Bodies of requests that come long after the head: something happens in between."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any


class SlowBody(io.BytesIO):
    """What is sent; the first time it is read, something else happens before it comes."""

    def __init__(self, content: bytes, meanwhile: Callable[[], Any]) -> None:
        super().__init__(content)
        self.size = len(content)
        self._meanwhile = [meanwhile]

    def _wait(self) -> None:
        while self._meanwhile:
            self._meanwhile.pop()()

    def read(self, size: int | None = -1, /) -> bytes:
        self._wait()
        return super().read(size)

    def readinto(self, buffer: Any, /) -> int:
        self._wait()
        return super().readinto(buffer)

    def sent(self) -> dict[str, Any]:
        """Return how a client of the application sends it."""
        return {"input_stream": self, "content_length": self.size}
