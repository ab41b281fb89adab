"""The addresses a directory speaks to."""

from app.provisioning.views import describing, users  # noqa: F401 - they hang their routes
from app.provisioning.views.corrections import blueprint as corrections
from app.provisioning.views.speaking import blueprint

blueprints = (blueprint, corrections)
