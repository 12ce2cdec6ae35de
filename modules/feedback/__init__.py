"""Feedback: the chapter of the regulation."""
