"""Verbs of the service module, one aggregate a file."""
