"""Performance: the chapter of the regulation."""
