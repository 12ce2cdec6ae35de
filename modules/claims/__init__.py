"""Claims: the chapter of the regulation."""
