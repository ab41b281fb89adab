"""The blueprint of the documents API, and what its parts share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from app.kernel.web.door import GuardedBlueprint

blueprint = GuardedBlueprint("documents_api", "app.documents.api", url_prefix="/api/v1")


class Body(BaseModel):
    """A body in which unknown fields are a mistake."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
