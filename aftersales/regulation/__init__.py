"""The executable regulation: declared parameters, presets, versions, resolution, snapshots."""

from typing import Any

from flask import Flask


def register(app: Flask, registry: Any) -> None:
    """Install what the modules declare, checked, and the page that shows it."""
    from aftersales.integrity import Check, add_check
    from aftersales.jobs import add_tasks
    from aftersales.regulation.catalogue import Source, build_catalogue, install
    from aftersales.regulation.check import editions_agree
    from aftersales.regulation.life import COUNTERSIGNATURE
    from aftersales.regulation.paper import PAPERS
    from aftersales.regulation.replay import KIND
    from aftersales.regulation.web import install_pages
    from aftersales.workflow import add_kind

    chapters = sorted(registry.modules.values(), key=lambda module: module.manifest.weight)
    sources = [_source(Source, module) for module in chapters]
    install(app, build_catalogue(sources))
    install_pages(app)
    app.extensions["aftersales.documents"].update({spec.name: spec for spec in PAPERS})
    add_tasks(app, [KIND])
    add_check(app, Check(name="regulation", find=editions_agree))
    add_kind(app, COUNTERSIGNATURE)


def _source(kind: Any, module: Any) -> Any:
    folder = module.contributions.presets
    return kind(
        module=module.name,
        title=module.manifest.title,
        parameters=module.contributions.regulation,
        presets=module.path / folder if folder else None,
        place=f"modules/{module.name}/{folder}",
    )
