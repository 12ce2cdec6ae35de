"""Departments, users, roles, regions; logging in and staying logged in."""
