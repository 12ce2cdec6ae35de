"""Ask whether a locked package has a known vulnerability, and say so when nobody could be asked.

Called by ``./run audit`` inside the environment that holds pip-audit. Exit code 1 when some are
known; 0 when none are, and when nobody could be asked, which is told and is no failure of the lock.
"""

import json
import subprocess
import sys

SECONDS = 90


def main(lock: str) -> int:
    """Print one line for each finding and one for the whole."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"]
    command += ["--requirement", lock, "--format", "json", "--progress-spinner", "off"]
    command += ["--timeout", "10"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        packages = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print("· Not audited: the vulnerability data cannot be reached from here.", file=sys.stderr)
        return 0
    return report(packages)


def report(packages: list[dict]) -> int:
    """What was found; ``packages`` as pip-audit lists them."""
    checked = [one for one in packages if "skip_reason" not in one]
    found = [(one, flaw) for one in checked for flaw in one["vulns"]]
    for package, flaw in found:
        mended = ", ".join(flaw["fix_versions"]) or "no version yet"
        print(f"✗ {package['name']} {package['version']}: {flaw['id']}, mended in {mended}")
    if found:
        return 1
    if not checked:
        print(
            f"· Not audited: no data was found for any of {len(packages)} packages (is the index"
            " here a mirror without it?).",
            file=sys.stderr,
        )
        return 0
    unknown = len(packages) - len(checked)
    rest = f"; {unknown} could not be checked" if unknown else ""
    print(f"· {len(checked)} packages have no known vulnerability{rest}.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
