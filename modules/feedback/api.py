"""What other modules may use of feedback: nothing yet."""

__all__: list[str] = []
