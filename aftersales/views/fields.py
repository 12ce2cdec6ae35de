"""The inputs a form class may use, gathered: what ``docs/views.md`` lists and nothing else."""

from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from aftersales.views.inputs import (
    BaseForm,
    ChecksField,
    ChoiceField,
    DayField,
    LongField,
    MomentField,
    MoneyField,
    NumberField,
    PercentField,
    PhoneField,
    QuantityField,
    SecretField,
    StarsField,
    TextField,
    YesNoField,
)
from aftersales.views.inputs_rich import (
    LinesField,
    LookupField,
    LookupsField,
    SignatureField,
    Upload,
    UploadField,
)

__all__ = [
    "BaseForm",
    "ChecksField",
    "ChoiceField",
    "DayField",
    "InputRequired",
    "Length",
    "LinesField",
    "LongField",
    "LookupField",
    "LookupsField",
    "MomentField",
    "MoneyField",
    "NumberField",
    "NumberRange",
    "Optional",
    "PercentField",
    "PhoneField",
    "QuantityField",
    "Regexp",
    "SecretField",
    "SignatureField",
    "StarsField",
    "TextField",
    "Upload",
    "UploadField",
    "YesNoField",
]
