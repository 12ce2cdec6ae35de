"""What other modules may use of claims: nothing yet."""

__all__: list[str] = []
