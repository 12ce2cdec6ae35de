"""Complaints: the chapter of the regulation."""
