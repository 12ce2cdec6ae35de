"""The demo company obeys the machinery preset, as if released before its first case."""

from datetime import date

from aftersales.db.uow import UnitOfWork
from aftersales.regulation.models import RegulationVersion
from aftersales.regulation.versions import adopt_preset

DEMO_PRESET = "hn_jinneng_machinery"
IN_FORCE_SINCE = date(2024, 1, 1)


def load_demo_regulation(uow: UnitOfWork) -> RegulationVersion:
    """Put the demo's preset in force; repeating it changes nothing."""
    return adopt_preset(uow, DEMO_PRESET, IN_FORCE_SINCE, released_by_name="陈国强")
