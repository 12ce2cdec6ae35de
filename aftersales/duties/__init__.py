"""Periodic duties: what the regulation asks for in every period, owed, done, late or missed."""

from typing import Any

from flask import Flask

from aftersales.duties.declare import Fulfilment
from aftersales.duties.done import fulfil, give_reason, mark_done
from aftersales.duties.events import DutyDone, DutyMissed
from aftersales.duties.models import OwedDuty

__all__ = [
    "DutyDone",
    "DutyMissed",
    "Fulfilment",
    "OwedDuty",
    "fulfil",
    "give_reason",
    "mark_done",
    "register",
]


def register(app: Flask, registry: Any) -> None:
    """Install the pages, the groups on Home and the job.

    :raises StartError: a module declares the fulfilment of what no ``duties`` parameter can hold.
    """
    from aftersales.duties import daily
    from aftersales.duties.web import blueprint
    from aftersales.duties.web.home import WAITING
    from aftersales.errors import StartError
    from aftersales.jobs import KernelJob, add_job
    from aftersales.regulation.catalogue import EXTENSION

    fulfilments: list[Fulfilment] = registry.all("fulfilments")
    catalogue = app.extensions[EXTENSION]
    for one in fulfilments:
        if one.parameter not in catalogue or catalogue[one.parameter].kind != "duties":
            raise StartError(
                f"{one.when.name}: fulfilments name the parameter {one.parameter!r}, which is no "
                "parameter of kind duties; correct it in the module's plugin.py."
            )
    app.extensions["aftersales.fulfilments"] = {
        (one.parameter, one.code): one.by for one in fulfilments
    }
    app.register_blueprint(blueprint)
    app.extensions["aftersales.views"].add_waiting(WAITING)
    add_job(app, KernelJob("duties", daily.MINUTES, daily.run))
