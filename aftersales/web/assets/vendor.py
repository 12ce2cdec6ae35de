"""Copies the browser code that the pages load, with its licences, into ``static/vendor``."""

import json
import re
import shutil
from pathlib import Path

from aftersales.web.assets.places import NODE_MODULES, VENDOR, AssetError

FILES: tuple[tuple[str, str], ...] = (
    ("@tabler/core/dist/css/tabler.min.css", "tabler.min.css"),
    ("@tabler/core/dist/css/tabler-vendors.min.css", "tabler-vendors.min.css"),
    ("@tabler/core/dist/js/tabler.min.js", "tabler.min.js"),
    ("htmx.org/dist/htmx.min.js", "htmx.min.js"),
    ("@alpinejs/csp/dist/cdn.min.js", "alpine-csp.min.js"),
    ("sortablejs/Sortable.min.js", "sortable.min.js"),
    ("signature_pad/dist/signature_pad.umd.min.js", "signature_pad.min.js"),
    ("tom-select/dist/js/tom-select.complete.min.js", "tom-select.min.js"),
    ("tom-select/dist/css/tom-select.bootstrap5.min.css", "tom-select.min.css"),
    ("flatpickr/dist/flatpickr.min.js", "flatpickr.min.js"),
    ("flatpickr/dist/flatpickr.min.css", "flatpickr.min.css"),
    ("flatpickr/dist/l10n/zh.js", "flatpickr.zh.js"),
)
"""(file in a package, its name in ``static/vendor``)."""

# The maps are not shipped; a browser's developer tools would ask for them and get 404.
_SOURCE_MAP = re.compile(r"\n?(?://|/\*)# sourceMappingURL=[^\n*]*(?:\*/)?\s*$")


def copy_files() -> list[Path]:
    """Write every file of ``FILES`` and one licence text per package; return what was written.

    :raises AssetError: a package no longer holds a file we name.
    """
    VENDOR.mkdir(parents=True, exist_ok=True)
    written = [_copy(NODE_MODULES / source, VENDOR / target) for source, target in FILES]
    packages = sorted({_package_of(source) for source, _ in FILES} | {"@tabler/icons"})
    return written + [_copy_licence(package) for package in packages]


def _copy(source: Path, target: Path) -> Path:
    if not source.exists():
        raise AssetError(
            f"The package file {source.relative_to(NODE_MODULES)} does not exist in the locked "
            "version. Correct FILES in aftersales/web/assets/vendor.py."
        )
    text = source.read_text(encoding="utf-8")
    target.write_text(_SOURCE_MAP.sub("\n", text), encoding="utf-8")
    return target


def _package_of(source: str) -> str:
    parts = source.split("/")
    return "/".join(parts[:2]) if source.startswith("@") else parts[0]


def _copy_licence(package: str) -> Path:
    folder = NODE_MODULES / package
    target = VENDOR / "licences" / (package.removeprefix("@").replace("/", "-") + ".txt")
    target.parent.mkdir(exist_ok=True)
    texts = sorted(folder.glob("LICENSE*"))
    if texts:
        shutil.copyfile(texts[0], target)
    else:
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        target.write_text(
            f"{package} {about['version']}: {about.get('license', 'see package')}\n",
            encoding="utf-8",
        )
    return target
