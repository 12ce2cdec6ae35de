"""The verbs of the customers module."""
