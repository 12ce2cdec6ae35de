"""The hash of what a paper says, so that the same content is never issued twice."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from aftersales.documents.declare import Picture


def content_hash(values: Mapping[str, Any]) -> str:
    """SHA-256 over a paper's values, independent of the order of names and of decimal notation.

    Call it under the paper's locale: translated labels are part of what the paper says.
    """
    canonical = json.dumps(_plain(values), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    result: Any = value
    match value:
        case None | bool() | int() | str():
            pass
        case Picture():
            result = hashlib.sha256(value.data).hexdigest()
        case datetime():
            result = value.timestamp()
        case date():
            result = value.isoformat()
        case Decimal():
            result = f"{value.normalize():f}"
        case Mapping():
            result = {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            result = [_plain(item) for item in value]
        case _ if dataclasses.is_dataclass(value):
            result = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        case _:
            result = str(value)
    return result
