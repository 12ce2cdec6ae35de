"""Starts the program with many versions of a module, each in a process of its own.

Run as a script: versions come as JSON on standard input, what each start said goes to standard
output. The program is imported once; a fork costs a fraction of a start. Nothing of a module that
is tried here ever reaches the tests' own process, whose tables and classes it would join.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from aftersales.app import create_app
from aftersales.config import load_settings
from aftersales.errors import StartError
from aftersales.registry.install import refuse_if_pending


def start(folder, *, serve, safe):
    """What a start says: the sentence that stopped it, or how far it came."""
    import modules

    modules.__path__ = [*modules.__path__, str(folder / "modules")]
    sys.path_importer_cache.clear()
    try:
        app = create_app(load_settings(folder / "instance", safe_mode=safe))
        if serve:
            refuse_if_pending(app)
        if safe:
            page = app.test_client().get("/login").text
            return "safe mode is told" if "AFTERSALES_SAFE_MODE" in page else "safe mode is silent"
    except StartError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001  # what a start must not let through
        return f"FAULT {type(error).__name__}: {error}"
    return "started"


def in_a_fork(version, folder):
    """Write the version's files and start with them in a child process."""
    for name, text in version["files"].items():
        file = folder / "modules" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        with os.fdopen(writer, "w") as out:
            out.write(start(folder, serve=version.get("serve"), safe=version.get("safe", False)))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        sentence = told.read()
    os.waitpid(child, 0)
    return sentence


def main():
    versions = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as place:
        create_app(load_settings(Path(place) / "instance"))
        said = {
            name: in_a_fork(version, Path(place) / str(number))
            for number, (name, version) in enumerate(versions.items())
        }
    json.dump(said, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
