"""A year before the State Council's notice: the statutory days, computed (rules 2.8).

全国年节及纪念日放假办法 (2024) names 13 days. The notice of each November adds the shifted
weekends; until it is imported a year is *estimated*: these days, and a weekday off for each that
falls on a weekend.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from aftersales.calendar.working import Exceptional

# Qingming, Spring Festival (lunar 1-1), Dragon Boat (lunar 5-5), Mid-Autumn (lunar 8-15) as
# month, day; compared with the computed days of the PyPI package holidays 0.109 on 2026-11-21.
MOVABLE: dict[int, tuple[tuple[int, int], ...]] = {
    2027: ((4, 5), (2, 6), (6, 9), (9, 15)),
    2028: ((4, 4), (1, 26), (5, 28), (10, 3)),
    2029: ((4, 4), (2, 13), (6, 16), (9, 22)),
    2030: ((4, 5), (2, 3), (6, 5), (9, 12)),
    2031: ((4, 5), (1, 23), (6, 24), (10, 1)),
    2032: ((4, 4), (2, 11), (6, 12), (9, 19)),
    2033: ((4, 4), (1, 31), (6, 1), (9, 8)),
    2034: ((4, 5), (2, 19), (6, 20), (9, 27)),
    2035: ((4, 5), (2, 8), (6, 10), (9, 16)),
    2036: ((4, 4), (1, 28), (5, 30), (10, 4)),
}

NEW_YEAR = ("元旦", "New Year's Day")
SPRING = ("春节", "Spring Festival")
QINGMING = ("清明节", "Qingming")
LABOUR = ("劳动节", "Labour Day")
DRAGON_BOAT = ("端午节", "Dragon Boat Festival")
MID_AUTUMN = ("中秋节", "Mid-Autumn Festival")
NATIONAL = ("国庆节", "National Day")


def statutory_days(year: int) -> dict[date, tuple[str, str]]:
    """The statutory days off with their names; outside 2027–2036 only the fixed dates."""
    days = {date(year, 1, 1): NEW_YEAR, date(year, 5, 1): LABOUR, date(year, 5, 2): LABOUR}
    days |= {date(year, 10, day): NATIONAL for day in (1, 2, 3)}
    if year in MOVABLE:
        qingming, spring, dragon, autumn = (date(year, *pair) for pair in MOVABLE[year])
        days |= {spring + timedelta(days=offset): SPRING for offset in (-1, 0, 1, 2)}
        days |= {qingming: QINGMING, dragon: DRAGON_BOAT}
        days.setdefault(autumn, MID_AUTUMN)
    return days


def estimated_year(year: int) -> Mapping[date, Exceptional]:
    """The estimate for a year without a notice, as exceptions from the week."""
    days = statutory_days(year)
    found = {day: Exceptional(False, "holiday", *names) for day, names in days.items()}
    for day, names in sorted(days.items()):
        if day.weekday() >= 5:
            substitute = day
            while substitute.weekday() >= 5 or substitute in found:
                substitute += timedelta(days=1)
            found[substitute] = Exceptional(False, "holiday", *names)
    return found
