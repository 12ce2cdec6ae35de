"""``aftersales fsck``: whether files, rows, numbers, stock, audit trail and links agree."""

import json
from datetime import timedelta

import click
from flask import Flask

from aftersales.cli.main import with_database
from aftersales.integrity.examine import Report, all_checks, examine, repair


@click.command()
@click.option("--repair", "mend", is_flag=True, help="Remove what a crash left behind.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--quick", is_flag=True, help="Do not read the contents of files.")
@click.option("--only", multiple=True, metavar="CHECK", help="Run this check (repeatable).")
@click.option(
    "--min-age",
    type=click.FloatRange(min=0),
    default=24.0,
    show_default=True,
    metavar="HOURS",
    help="Leave younger files alone: they may belong to work that is still going on.",
)
@with_database
def fsck(
    _app: Flask, mend: bool, as_json: bool, quick: bool, only: tuple[str, ...], min_age: float
) -> None:
    """Check that everything stored agrees.

    Exit code 0: it does. 1: leftovers that harm nobody. 2: something is lost or contradictory.
    """
    names = [check.name for check in all_checks()]
    if unknown := sorted(set(only) - set(names)):
        raise click.BadParameter(
            f"{unknown[0]}; there are {', '.join(names)}.", param_hint="--only"
        )
    report = examine(only=only, quick=quick, min_age=timedelta(hours=min_age))
    mended = [one.sentence for one in repair(report)] if mend else []
    if as_json:
        click.echo(_as_json(report, mended))
    else:
        _tell(report, mended)
    raise SystemExit(report.exit_code)


def _tell(report: Report, mended: list[str]) -> None:
    for name, findings in report.findings.items():
        click.echo(f"{'✗' if findings else '✓'} {name}")
        for one in findings:
            click.echo(f"    {one.severity}: {one.sentence}")
    for sentence in mended:
        click.echo(f"· mended: {sentence}")
    if any(one.mend for findings in report.findings.values() for one in findings):
        click.echo("    → aftersales fsck --repair removes the leftovers named above.")


def _as_json(report: Report, mended: list[str]) -> str:
    findings = [
        {"check": name, "severity": one.severity, "sentence": one.sentence}
        for name, every in report.findings.items()
        for one in every
    ]
    found = {
        "checks": list(report.findings),
        "findings": findings,
        "mended": mended,
        "exit_code": report.exit_code,
    }
    return json.dumps(found, ensure_ascii=False, indent=2)
