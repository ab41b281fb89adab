"""Settings of the demonstration: this machine only, an embedded database, its own providers."""

from __future__ import annotations

from pathlib import Path

from config.settings import Settings, as_environment, read_settings

CONFIG = Path(__file__).parents[2] / "config"


def demonstration_settings(data: Path, *, port: int) -> Settings:
    """Return the settings of a demonstration at a port; the host follows ``PUBLIC_URL``.

    Raises:
        WrongSettings: the environment asks for something that only production may have.
    """
    host = read_settings().public_url.host
    return read_settings(
        data=data.absolute(),
        public_url=f"http://{host}:{port}",
        demonstration=True,
        highest_classification="dep_vertrouwelijk",
    )


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment of the demonstration's processes."""
    return as_environment(
        {
            "data": settings.data,
            "public_url": settings.origin,
            "demonstration": "1",
            "highest_classification": settings.highest_classification,
        }
    )


def provider_origin(settings: Settings) -> str:
    """Return where the providers are: the same host, one port further."""
    port = (settings.public_url.port or 80) + 1
    return f"http://{settings.public_url.host}:{port}"
