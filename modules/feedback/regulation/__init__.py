"""What a company's regulation fixes about follow-up calls, surveys, visits and courtesies."""

from modules.feedback.regulation import calls, visits

PARAMETERS = (*calls.PARAMETERS, *visits.PARAMETERS)
