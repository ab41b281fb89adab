"""The collector in a folder that others of this run stand on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any


def show_only(monkeypatch: Any, store: Any, ids: Collection[str]) -> None:
    """Let the collector see these files of a store alone.

    The rows of other tests are often not committed, so that to the collector no row names their
    files: it would remove what those tests stand on.
    """
    its_own = [each for each in store.entries() if each.id in ids]
    monkeypatch.setattr(store, "entries", lambda: iter(its_own))
    monkeypatch.setattr(store, "clear_drafts", lambda **_before: 0)
