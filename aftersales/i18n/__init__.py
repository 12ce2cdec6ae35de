"""Chinese and English: ``_`` translates now, ``_l`` when shown; dates and amounts.

Catalogues are gettext ``.po`` files, one for each kernel room or module, read once at start. A
lookup is one dictionary access, yet never belongs into a row loop: translate before it.
"""

from aftersales.i18n.catalog import (
    LOCALES,
    catalogue_folders,
    load_catalogues,
    missing_translations,
)
from aftersales.i18n.formats import (
    format_date,
    format_datetime,
    format_money,
    format_quantity,
    format_relative,
    format_span,
)
from aftersales.i18n.texts import LazyText, _, _l, both, current_locale, use_locale

__all__ = [
    "LOCALES",
    "LazyText",
    "_",
    "_l",
    "both",
    "catalogue_folders",
    "current_locale",
    "format_date",
    "format_datetime",
    "format_money",
    "format_quantity",
    "format_relative",
    "format_span",
    "load_catalogues",
    "missing_translations",
    "use_locale",
]
