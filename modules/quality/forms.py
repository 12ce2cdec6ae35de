"""Forms of quality."""

from wtforms.validators import InputRequired, Length

from aftersales.i18n import _l
from aftersales.views.fields import (
    BaseForm,
    ChoiceField,
    DayField,
    LongField,
    LookupField,
    TextField,
)
from modules.quality.words import CAUSES, MEASURES, SEVERITIES


class ProblemForm(BaseForm):
    """A problem from the field."""

    title = TextField(_l("Problem title"), [InputRequired(), Length(max=200)])
    severity = ChoiceField(_l("Severity"), SEVERITIES, [InputRequired()], radio=True)
    case_id = LookupField(_l("Case"), "service.case")
    old_part_id = LookupField(_l("Old part"), "quality.old_part")
    description = LongField(_l("What was found"), [Length(max=4000)])


class JudgeCauseForm(BaseForm):
    """Why it happened and who has to act."""

    cause_class = ChoiceField(_l("Cause class"), CAUSES, [InputRequired()], radio=True)
    root_cause = LongField(_l("Root cause"), [InputRequired(), Length(max=4000)])
    department_id = LookupField(
        _l("Responsible department"),
        "quality.department",
        help=_l("Empty: the department the regulation names for this cause."),
    )


class MeasureForm(BaseForm):
    """A measure for a department."""

    kind = ChoiceField(_l("Kind"), MEASURES, [InputRequired()], radio=True)
    text = LongField(_l("Measure"), [InputRequired(), Length(max=2000)])
    department_id = LookupField(_l("Department"), "quality.department", [InputRequired()])
    due_on = DayField(_l("To be done by"), [InputRequired()])


class ResultForm(BaseForm):
    """What was done."""

    result = LongField(_l("Outcome"), [InputRequired(), Length(max=2000)])


class CloseForm(BaseForm):
    """How it was verified."""

    verification = LongField(_l("How it was verified"), [InputRequired(), Length(max=2000)])
