"""Counting statements, so that a list proves it runs a constant number of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event


@dataclass(slots=True)
class QueryCount:
    """The statements sent inside a block."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self.statements)


@contextmanager
def count_statements(engine: Engine) -> Iterator[QueryCount]:
    """Collect what is sent through ``engine`` during the block."""
    counter = QueryCount()

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        counter.statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield counter
    finally:
        event.remove(engine, "before_cursor_execute", note)
