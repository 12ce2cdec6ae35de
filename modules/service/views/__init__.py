"""Pages of the service desk, declared."""

from modules.service.views.case_page import CASE
from modules.service.views.cases import CASES
from modules.service.views.day import DAY
from modules.service.views.home import HOME, TILES
from modules.service.views.lookups import LOOKUPS
from modules.service.views.opinions import OPINION, OPINIONS
from modules.service.views.order_page import ORDER
from modules.service.views.orders import ORDERS
from modules.service.views.register import BOOK, BOOKS
from modules.service.views.reports import REPORT, REPORTS
from modules.service.views.trips import TRIP, TRIPS

VIEWS = (
    CASES, CASE, ORDERS, ORDER, DAY, TRIPS, TRIP, REPORTS, REPORT, OPINIONS, OPINION, BOOKS, BOOK,
)  # fmt: skip

__all__ = ["HOME", "LOOKUPS", "TILES", "VIEWS"]
