"""The service desk: the register of contacts, dispatch, visits, service reports."""
