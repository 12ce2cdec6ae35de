"""What a company's regulation fixes about scores, bonus, penalties, targets and audits."""

from modules.performance.regulation import money, scores, targets

PARAMETERS = (*scores.PARAMETERS, *money.PARAMETERS, *targets.PARAMETERS)
