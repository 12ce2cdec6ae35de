"""What other modules may use of complaints: nothing yet."""

__all__: list[str] = []
