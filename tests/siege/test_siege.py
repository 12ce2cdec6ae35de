"""Kill -9 of server, worker and database at random moments under load (``docs/reliability.md``).

A few kills run with the suite; ``--kills 200`` besieges for real, ``--seed`` repeats a siege. What
the seed draws (who does what, what is killed after how long) is repeated; the processes' own timing
is the machine's.
"""

import json
import secrets
import subprocess

import pytest

from tests.siege.processes import until
from tests.siege.siege import Siege
from tests.siege.verify import differences, drained, still_waiting


@pytest.fixture
def siege(request, tmp_path):
    seed = request.config.getoption("--seed") or secrets.token_hex(4)
    made = Siege(tmp_path, request.param, seed)
    yield made
    made.close()


@pytest.mark.parametrize(
    "siege", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_nothing_acknowledged_is_lost(siege, request):
    siege.run(request.config.getoption("--kills"))
    try:
        until(lambda: drained(siege), "the delivery of the outbox")
    except TimeoutError as late:
        raise AssertionError(f"{late}: {still_waiting(siege)}") from late
    siege.server.end()
    siege.worker.end()
    siege.read_logs()
    report = fsck(siege)
    found = [*siege.journal.faults, *differences(siege), *damage(report)]
    print(summary(siege, report))  # noqa: T201  # shown with -s and beside a failure
    assert found == [], f"seed {siege.seed}: " + "\n".join(found[:20])
    assert siege.journal.kept, "nobody was heard: nothing was proved"


def fsck(siege):
    """The examination as an administrator runs it: what a crash left is removed."""
    done = subprocess.run(
        [*siege.server.command[:3], "fsck", "--repair", "--min-age", "0", "--json"],
        env=siege.server.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def damage(report):
    return [f"fsck {one['check']}: {one['sentence']}" for one in report["findings"]]


def summary(siege, report):
    tally, journal = siege.tally, siege.journal
    waits = sorted(tally.waits) or [0.0]
    lines = [
        f"{siege.kind}, seed {siege.seed}: {tally.kills.total()} kills in {tally.seconds:.0f} s",
        "  killed: " + ", ".join(f"{what} {n}" for what, n in sorted(tally.kills.items())),
        f"  acknowledged {len(journal.kept)}, never heard of {len(journal.unknown)}; "
        + ", ".join(f"{what} {n}" for what, n in sorted(journal.counts.items())),
        f"  turns repeated by the edge {tally.hindered}, tracebacks in logs {tally.tracebacks}",
        f"  back after a kill: median {waits[len(waits) // 2]:.1f} s, longest {waits[-1]:.1f} s",
        f"  fsck --repair removed {len(report['mended'])}; then exit code {report['exit_code']}",
    ]
    return "\n".join(lines)
