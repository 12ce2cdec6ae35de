"""Loaner machines 备用机: what a customer works with while theirs is repaired."""
