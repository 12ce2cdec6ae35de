"""Customers, products and their machines: who has what, and is it under warranty."""
