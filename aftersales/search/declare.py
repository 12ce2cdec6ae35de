"""What a module declares to have the records of a class found by their words."""

from dataclasses import dataclass

from aftersales.db.base import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """The texts under which the records of ``model`` are found.

    :param fields: text attributes, of the class itself (``"summary"``) or along relationships
        (``"customer.name"``, ``"equipment.product.model"``). The first step may be a collection
        (``"people.name"``). When a related record changes, the index follows.
    :param initials: those of ``fields`` that are found by pinyin initials too: names, not prose.

    A field with a field rule is found only by those who see it open.
    """

    model: type[Base]
    fields: tuple[str, ...]
    initials: tuple[str, ...] = ()
