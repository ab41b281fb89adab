"""The blueprint of judging in the API."""

from app.kernel.web.door import GuardedBlueprint

blueprint = GuardedBlueprint("findings_api", "app.findings.api", url_prefix="/api/v1")
