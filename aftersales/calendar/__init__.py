"""Working time: calendars, due times that explain themselves, clocks on records, warnings."""

from typing import Any

from flask import Flask

from aftersales.integrity import Check, add_check
from aftersales.jobs import KernelJob, add_job


def register(app: Flask, registry: Any) -> None:
    """Add the room's check, jobs and page, and know the clocks of all modules."""
    from aftersales.calendar.check import clocks_agree
    from aftersales.calendar.kinds import install
    from aftersales.calendar.missing import ask_for_notice
    from aftersales.calendar.warnings import tell
    from aftersales.calendar.web import bp

    install(app, registry.all("clocks"), registry.form_of)
    app.register_blueprint(bp)
    add_check(app, Check(name="clocks", find=clocks_agree))
    add_job(app, KernelJob("warn of deadlines", 1, tell))
    add_job(app, KernelJob("ask for the yearly notice", 24 * 60, ask_for_notice))
