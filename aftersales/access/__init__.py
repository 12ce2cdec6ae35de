"""Who may do what (permissions), see which rows (record rules) and which values (field rules)."""

from aftersales.access.fields import FieldRule, field_mode, mask_name, mask_phone, present
from aftersales.access.permissions import Permission, require, requires
from aftersales.access.rules import AccessPolicy, RecordRule, current_policy, every_row
from aftersales.actor import ANONYMOUS, Actor, system_actor

__all__ = [
    "ANONYMOUS",
    "AccessPolicy",
    "Actor",
    "FieldRule",
    "Permission",
    "RecordRule",
    "current_policy",
    "every_row",
    "field_mode",
    "mask_name",
    "mask_phone",
    "present",
    "require",
    "requires",
    "system_actor",
]
