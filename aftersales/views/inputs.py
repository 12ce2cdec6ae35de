"""The base class of every form, and its plain inputs. Import from ``aftersales.views.fields``.

Each input parses what a browser sends, with a sentence that names the remedy, and carries the
``drawn_as`` name the templates draw it by. Values come out clean: ``Decimal``, ``date``, aware UTC
``datetime``, ids.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import Field, Form

from aftersales.db import clock
from aftersales.i18n import _
from aftersales.views.days import parse_day, parse_moment
from aftersales.views.declare import Labels, Text

LARGEST_NUMBER = 2**31 - 1
"""What a whole number's column holds."""
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
CONTROL_IN_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")


class FormTranslations:
    """WTForms' own sentences through our catalogue."""

    def gettext(self, string: str) -> str:
        """One sentence."""
        return str(_(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """One sentence with a count; Chinese has one form."""
        return str(_(singular if n == 1 else plural))


class BaseForm(Form):
    """Base class of all forms: translated messages, stripped text."""

    class Meta:
        """WTForms' switchboard."""

        def get_translations(self, form: Form) -> FormTranslations:
            """Use our catalogue."""
            return FormTranslations()

        def bind_field(self, form: Form, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Bind as WTForms does; ours need nothing more."""
            return unbound_field.bind(form=form, **options)


class OwnField(Field):
    """A WTForms field with a help line and our name for its drawing."""

    drawn_as = "text"

    def __init__(
        self,
        label: Text = "",
        validators: Sequence[Any] = (),
        *,
        help: Text | None = None,  # noqa: A002  # what form authors expect it to be called
        placeholder: Text = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, list(validators), **kwargs)
        self.help = help
        self.placeholder = placeholder

    @property
    def required(self) -> bool:
        """Whether an empty value is refused."""
        return bool(self.flags.required)

    def shown(self) -> str:
        """The value as the input shows it: what the person typed, else the stored value."""
        raw = self.raw_data
        return str(raw[0]) if raw else ("" if self.data is None else str(self.data))


class TextField(OwnField):
    """One line of text, stripped."""

    control = CONTROL

    def process_formdata(self, valuelist: list[str]) -> None:
        """Strip blanks at both ends, full-width ones too; one line stays one."""
        self.data: Any = self.control.sub(" ", valuelist[0]).strip() if valuelist else ""


class LongField(TextField):
    """Several lines of text."""

    drawn_as = "long"
    control = CONTROL_IN_LINES

    def __init__(self, *args: Any, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows


class SecretField(TextField):
    """A password; never shown again."""

    drawn_as = "secret"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take it as typed: a blank may belong to a password."""
        self.data = valuelist[0] if valuelist else ""


SHORTEST_PHONE = 5
"""Digits of the shortest number one can ring from outside (10086)."""


class PhoneField(TextField):
    """A telephone number: digits, with ``+ - ( ) #`` and blanks allowed while typing."""

    drawn_as = "phone"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Make full-width signs ordinary, drop blanks, refuse letters and what is too short."""
        text = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        text = text.replace(" ", "")
        digits = sum(sign.isdigit() for sign in text)
        if text and (digits < SHORTEST_PHONE or not set(text) <= set("0123456789+-()#*,/转")):
            raise ValueError(_("{value} is not a telephone number.", value=valuelist[0]))
        self.data = text


class DecimalInput(OwnField):
    """A decimal number within bounds; thousands commas and a currency sign may be typed."""

    drawn_as = "number"
    places = 2

    def __init__(
        self,
        *args: Any,
        minimum: Decimal | int | None = 0,
        maximum: Decimal | int | None = None,
        places: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.minimum = minimum
        self.maximum = maximum
        self.places = type(self).places if places is None else places

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse exactly; more decimals than the unit has are refused, not rounded away."""
        text = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        self.data: Any = None
        if not (text := text.replace(",", "").lstrip("¥$").removesuffix("%").strip()):
            return
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValueError(_("{value} is not a number.", value=valuelist[0])) from None
        self._check(number)
        self.data = self.convert(number)

    def _check(self, number: Decimal) -> None:
        if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
            raise ValueError(_("This number is too large."))
        if number != number.quantize(Decimal(1).scaleb(-self.places)):
            raise ValueError(_("At most {places} decimals.", places=self.places))
        if self.minimum is not None and number < self.minimum:
            raise ValueError(_("Not below {minimum}.", minimum=self.minimum))
        if self.maximum is not None and number > self.maximum:
            raise ValueError(_("Not above {maximum}.", maximum=self.maximum))

    def convert(self, number: Decimal) -> Any:
        """The value handed to the verb."""
        return number

    def shown(self) -> str:
        """Typed text as typed; a stored number without idle zeros."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else plain_number(self.data, self.places)


class MoneyField(DecimalInput):
    """Yuan with two decimals."""

    drawn_as = "money"


class QuantityField(DecimalInput):
    """A count or measure with three decimals."""

    drawn_as = "quantity"
    places = 3


class PercentField(DecimalInput):
    """A percentage, 0 to 100 unless said otherwise."""

    drawn_as = "percent"

    def __init__(self, *args: Any, maximum: Decimal | int | None = 100, **kwargs: Any) -> None:
        super().__init__(*args, maximum=maximum, **kwargs)


class NumberField(DecimalInput):
    """A whole number."""

    drawn_as = "integer"
    places = 0

    def _check(self, number: Decimal) -> None:
        super()._check(number)
        if abs(number) > LARGEST_NUMBER:
            raise ValueError(_("This number is too large."))

    def convert(self, number: Decimal) -> Any:
        """An int."""
        return int(number)


class DayField(OwnField):
    """A date of the company's calendar."""

    drawn_as = "date"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Accept the ways people write a date."""
        text = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        self.data: Any = parse_day(text) if text else None


class MomentField(OwnField):
    """A moment, typed in company time and kept in UTC."""

    drawn_as = "datetime"

    def process_formdata(self, valuelist: list[str]) -> None:
        """``2026-11-21 08:10``; a date alone means midnight."""
        text = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        self.data: Any = parse_moment(text) if text else None

    def shown(self) -> str:
        """Company time to the minute."""
        if self.raw_data:
            return str(self.raw_data[0])
        return clock.local(self.data).strftime("%Y-%m-%d %H:%M") if self.data else ""


class YesNoField(OwnField):
    """A tick box."""

    drawn_as = "bool"

    def process_formdata(self, valuelist: list[str]) -> None:
        """An unticked box is not sent at all."""
        self.data = bool(valuelist) and valuelist[-1] not in ("", "0", "false")


class StarsField(NumberField):
    """One to five stars."""

    drawn_as = "stars"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"minimum": 1, "maximum": 5, **kwargs})


Choices = Labels | Callable[[], Labels] | Mapping[str, Text] | Callable[[], Mapping[str, Text]]


def choice_pairs(choices: Choices) -> list[tuple[str, str]]:
    """Code and title of each choice, titles as text of the person's language."""
    found = choices() if callable(choices) else choices
    return [(str(c), str(t[0] if isinstance(t, tuple) else t)) for c, t in found.items()]


class ChoiceField(OwnField):
    """One of a few codes: a drop-down, or radio buttons with ``radio=True``."""

    drawn_as = "choice"

    def __init__(
        self,
        label: Text,
        choices: Choices,
        validators: Sequence[Any] = (),
        *,
        radio: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.choices = choices
        self.radio = radio

    def pairs(self) -> list[tuple[str, str]]:
        """What may be chosen, in the person's language."""
        return choice_pairs(self.choices)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Only an offered code is taken."""
        code = valuelist[0].strip() if valuelist else ""
        if code and code not in {known for known, _title in self.pairs()}:
            raise ValueError(_("{value} is not one of the choices.", value=code))
        self.data: Any = code or None


class ChecksField(ChoiceField):
    """Any number of a few codes: a group of tick boxes."""

    drawn_as = "checks"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Offered codes only, in the order offered."""
        known = [code for code, _title in self.pairs()]
        if strange := [code for code in valuelist if code and code not in known]:
            raise ValueError(_("{value} is not one of the choices.", value=strange[0]))
        self.data = [code for code in known if code in valuelist]


def plain_number(value: Any, places: int = 3) -> str:
    """A number without idle zeros: ``2.500`` is ``2.5``, ``3.000`` is ``3``."""
    text = f"{Decimal(value):.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
