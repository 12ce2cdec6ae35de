"""What other modules may use of performance: nothing yet."""

__all__: list[str] = []
