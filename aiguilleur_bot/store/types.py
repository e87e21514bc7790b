"""Column types of our own, and the one helper that makes a typed value of a row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import DateTime, Dialect, Row
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on every database. A naive one is refused: nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("un instant sans fuseau horaire ne peut pas être gardé")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def made_of(kind: type[T], row: Row[*tuple[Any, ...]]) -> T:
    """The frozen value `kind` whose fields are the columns of `row`; JSON lists become tuples."""
    columns: dict[str, Any] = row._asdict()
    return kind(**{name: tuple(cell) if isinstance(cell, list) else cell for name, cell in columns.items()})
