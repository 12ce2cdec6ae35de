"""The tables of the quality module."""

from modules.quality.models.problem import Measure, Problem

__all__ = ["Measure", "Problem"]
