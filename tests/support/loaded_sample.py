"""A plugin of pytest: the demonstration's sample, loaded once into a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from app import create_app
from app.demo.furnishing import furnish
from app.demo.providing import monday_of
from app.demo.sample import SHIPPED_FOLDER, load_sample
from app.demo.sample_rows import Sample
from app.kernel import clock
from app.kernel.web.house import house_of
from config.settings import Settings


@dataclass(frozen=True, slots=True)
class LoadedSample:
    """The application over the loaded sample, and the sample itself."""

    app: Flask
    sample: Sample


@pytest.fixture(scope="session")
def loaded_sample(
    new_database: Callable[[str], Callable[[str], str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LoadedSample]:
    """Load the sample as the demonstration does at its first start."""
    url = new_database("samenzicht_sample")
    settings = Settings(
        data=tmp_path_factory.mktemp("sample"),
        public_url="http://127.0.0.1:8000",
        demonstration=True,
        highest_classification="dep_vertrouwelijk",
    )
    app = create_app(
        settings,
        database_url=url("samenzicht_app"),
        secret_key="a secret of the sample's tests",
    )
    furnish(app)
    yield LoadedSample(app, load_sample(SHIPPED_FOLDER, monday_of(clock.today())))
    house_of(app).database.dispose()
