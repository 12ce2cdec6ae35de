"""The import of what a company brings: spreadsheets in, records out, dry run first, undo after."""

from typing import Any

from flask import Flask


def register(app: Flask, registry: Any) -> None:
    """Check the declared importers against each other and add the *Import* page.

    :raises StartError: two importers clash; the sentence names them.
    """
    from aftersales.errors import StartError
    from aftersales.imports.declare import problems_of
    from aftersales.imports.long import TASKS
    from aftersales.imports.web import bp
    from aftersales.jobs import add_tasks

    for problem in problems_of(registry.all("importers")):
        raise StartError(problem)
    add_tasks(app, TASKS)
    app.register_blueprint(bp)
