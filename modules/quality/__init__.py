"""Quality problems from the field."""
