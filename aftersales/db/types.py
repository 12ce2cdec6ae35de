"""Column types that refuse what would be ambiguous later."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Numeric, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import UserDefinedType


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC; a naive one is refused rather than guessed at."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def __repr__(self) -> str:
        return "UtcDateTime()"

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Python to database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; use aftersales.db.clock.now()")
        moment = value.astimezone(UTC)
        # SQLite keeps text: without the offset all rows sort and compare as one notation.
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Database to Python."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ScaledDecimal(TypeDecorator[Decimal]):
    """A fixed-point number; SQLite keeps it as an integer of the smallest unit: exact sums."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, scale: int, precision: int = 16) -> None:
        super().__init__()
        self.scale = scale
        self.precision = precision

    def __repr__(self) -> str:
        return f"ScaledDecimal({self.scale}, {self.precision})"

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """The column type of a database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(self.precision, self.scale))

    def process_bind_param(self, value: Decimal | int | str | None, dialect: Dialect) -> Any:
        """Python to database."""
        if value is None:
            return None
        exact = Decimal(value).quantize(Decimal(1).scaleb(-self.scale))
        return int(exact.scaleb(self.scale)) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Database to Python."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return Decimal(int(value)).scaleb(-self.scale)
        return Decimal(value)


Money = ScaledDecimal(2)
"""Yuan with two decimals (分); ``Decimal`` on the Python side."""

Quantity = ScaledDecimal(3)
"""A count or measure with three decimals; ``Decimal`` on the Python side."""

JsonValue = JSON().with_variant(JSONB(), "postgresql")
"""A JSON document: ``dict`` or ``list`` on the Python side."""
JsonDict = JsonValue
JsonList = JsonValue


class JsonText(UserDefinedType[str]):
    """What is JSON text already, on its way into a column of JSON; never a column's own type."""

    cache_ok = True


Key = BigInteger().with_variant(Integer(), "sqlite")
"""Primary and foreign keys: SQLite numbers rows itself only in INTEGER columns."""
