"""How fast, how large: filling a database with a company's years, and measuring pages over HTTP.

A module says in ``BenchPart`` how its rows multiply and which requests are worth a figure; this
room writes in bulk, drives the server, and prints each figure beside its floor.
"""
