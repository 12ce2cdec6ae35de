"""Where a contributed thing is written, for the sentence that refuses it."""

import re
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from aftersales.registry.registry import Module


def manifest_of(module: Module) -> str:
    """``modules/loaner/manifest.py``."""
    return f"modules/{module.name}/manifest.py"


def plugin_of(module: Module) -> str:
    """``modules/loaner/plugin.py``, which lists everything contributed."""
    return f"modules/{module.name}/plugin.py"


def file_of(module: Module, thing: Any) -> str:
    """The file of the module that defines ``thing``, by itself or in a tuple; else its plugin."""
    package = getattr(module.package, "__name__", "")
    if thing is module.manifest:
        return manifest_of(module)
    if isinstance(thing, type) or (callable(thing) and hasattr(thing, "__module__")):
        return _shown(module, thing.__module__)
    for name, loaded in sorted(sys.modules.items()):
        if package and name.startswith(f"{package}.") and _defines(loaded, thing):
            return _shown(module, name)
    return plugin_of(module)


def nearest(name: str, known: Iterable[str], count: int = 3) -> str:
    """The hint after a wrong name: `` Did you mean 'clerk'?``, or nothing when none is near."""
    found = get_close_matches(name, known, n=count, cutoff=0.4)
    return f" Did you mean {' or '.join(map(repr, found))}?" if found else ""


def _defines(loaded: Any, thing: Any) -> bool:
    file = getattr(loaded, "__file__", None)
    if file is None:
        return False
    text = ""
    for name, value in list(vars(loaded).items()):
        members = value if isinstance(value, tuple) else (value,)
        if any(one is thing for one in members):
            text = text or Path(file).read_text(encoding="utf-8")
            if re.search(rf"(?m)^{re.escape(name)}\b[^=\n]*=", text):
                return True
    return False


def _shown(module: Module, dotted: str) -> str:
    loaded = sys.modules.get(dotted)
    folder = getattr(loaded, "__path__", None)
    path = dotted.replace(".", "/")
    return f"{path}/__init__.py" if folder else f"{path}.py"
