"""What does not fit is refused with a sentence, alike on both databases."""

import pytest
from sqlalchemy import select, text

from aftersales.auth.models import Region
from aftersales.errors import Busy, Invalid

pytestmark = pytest.mark.both_databases


def test_a_text_longer_than_its_column_is_refused_by_name(uow_as):
    with pytest.raises(Invalid) as refused, uow_as("system") as uow:
        uow.add(Region(code="LONG", name="长" * 5000, region_class="local"))
    assert refused.value.field == "name"
    with uow_as("system", write=False) as uow:
        assert uow.scalar(select(Region).where(Region.code == "LONG")) is None


@pytest.mark.parametrize("key", [2**63, 10**40, 0, -1])
def test_a_key_no_row_can_have_finds_nothing(uow_as, key):
    with uow_as("system", write=False) as uow:
        assert uow.find(Region, key) is None


def test_a_number_no_column_holds_is_a_sentence(uow_as):
    with pytest.raises(Invalid), uow_as("system", write=False) as uow:
        uow.scalars(select(Region).where(Region.id == 10**40)).all()


def test_waiting_too_long_for_others_is_a_sentence(app, uow_as):
    """Two at one row: the second gives up after its own patience, not with a stack trace."""
    with uow_as("system") as uow:
        region_id = uow.add(Region(code="BUSY", name="忙", region_class="local")).id
    from aftersales.db.session import db

    with app.app_context(), db.engine.connect() as other:
        other.execute(text("UPDATE auth_region SET name = 'x' WHERE code = 'BUSY'"))
        with pytest.raises(Busy, match=r"."), uow_as("system", write=False) as uow:
            if db.engine.dialect.name == "sqlite":
                uow.execute(text("PRAGMA busy_timeout = 50"))
                uow.execute(text("UPDATE auth_region SET name = 'y'"))
            else:
                uow.execute(text("SET LOCAL lock_timeout = '50ms'"))
                uow.get(Region, region_id, lock=True)
        other.rollback()
