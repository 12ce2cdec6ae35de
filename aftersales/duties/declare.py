"""What a module declares as the fulfilment of a periodic duty, listed in its ``plugin.py``."""

from dataclasses import dataclass

from aftersales.events import Subscription
from aftersales.i18n import LazyText


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilment:
    """A fact after which the program marks a duty done by itself.

    :param parameter: the parameter of kind ``duties``; ``code`` the duty in it.
    :param by: what does it, as the page of the duty says: "The volume of the month is bound".
    :param when: the fact and a handler that calls ``aftersales.duties.fulfil``.
    """

    parameter: str
    code: str
    by: LazyText
    when: Subscription
