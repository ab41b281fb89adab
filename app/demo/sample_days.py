"""Days of the sample, counted from the Monday of loading."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import BeforeValidator, ValidationInfo


def _day(value: object, info: ValidationInfo) -> object:
    """Turn n into the day n days after the Monday of loading."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _monday(info) + timedelta(days=value)
    return value


def _first_of_year(value: object, info: ValidationInfo) -> object:
    """Turn 0 into 1 January of the year of loading, 1 into that of the next."""
    return date(_monday(info).year + value, 1, 1) if isinstance(value, int) else value


def _last_of_year(value: object, info: ValidationInfo) -> object:
    return date(_monday(info).year + value, 12, 31) if isinstance(value, int) else value


def _monday(info: ValidationInfo) -> date:
    context: dict[str, date] = info.context or {}
    return context["monday"]


Day = Annotated[date, BeforeValidator(_day)]
FirstOfYear = Annotated[date, BeforeValidator(_first_of_year)]
LastOfYear = Annotated[date, BeforeValidator(_last_of_year)]
