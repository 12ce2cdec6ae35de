"""The forms of the customers module."""
