"""All parameters and presets of all modules, without an application, and how to ask them."""

import importlib
from functools import cache
from pathlib import Path
from typing import Any

from aftersales.regulation.catalogue import Catalogue, Source, build_catalogue
from aftersales.regulation.parse import parse
from aftersales.regulation.preset import PresetValue

ROOT = Path(__file__).parents[2]
P0, P1, P2, P3 = "baseline", "hn_jinneng_machinery", "it_integrator", "cement_grinding_aid"
P4A, P4B, P5 = "engineering_residential", "engineering_building_systems", "motor_full_process"
PRESETS = (P0, P1, P2, P3, P4A, P4B, P5)


@cache
def whole_catalogue() -> Catalogue:
    """Every module on this machine, enabled or not."""
    names = sorted(file.parent.name for file in (ROOT / "modules").glob("*/manifest.py"))
    return build_catalogue(
        Source(
            module=name,
            title=name,
            parameters=importlib.import_module(f"modules.{name}.regulation").PARAMETERS,
            presets=ROOT / "modules" / name / "data" / "presets",
            place=f"modules/{name}/data/presets",
        )
        for name in names
    )


def stored(catalogue: Catalogue, preset: str, key: str) -> PresetValue:
    """What the preset says, taken over or its own; ``StopIteration`` where it is silent."""
    found = catalogue.presets[preset].values
    return next(one for one in found if one.key == key and one.scope_kind == "preset")


def is_silent(catalogue: Catalogue, preset: str, key: str) -> bool:
    """Whether neither the preset nor what it extends fixes the parameter."""
    assert key in catalogue
    return all(one.key != key for one in catalogue.presets[preset].values)


def value_of(catalogue: Catalogue, preset: str, key: str) -> Any:
    """The typed value of a preset, its default where it is silent."""
    if is_silent(catalogue, preset, key):
        return parse(catalogue[key], catalogue[key].default)
    return parse(catalogue[key], stored(catalogue, preset, key).raw)
