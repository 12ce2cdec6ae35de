"""``python -m aftersales.web.assets``: make what is missing or out of date, say what was made."""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from aftersales.web.assets import npm, sprite, vendor
from aftersales.web.assets.places import FONTS, NPM_LOCK, VENDOR, AssetError, Stamp

HERE = Path(__file__).parent


def main() -> int:
    """Build what is out of date. Exit code 1 and one sentence when it cannot be done."""
    started = time.monotonic()
    vendor_stamp = Stamp(
        VENDOR / ".stamp.json",
        (NPM_LOCK, HERE / "vendor.py", HERE / "sprite.py", *sprite.icon_lists()),
    )
    font_stamp = Stamp(
        FONTS / ".stamp.json", (NPM_LOCK, HERE / "fonts.py", HERE / "name_characters.txt")
    )
    stale = [stamp for stamp in (vendor_stamp, font_stamp) if not stamp.is_fresh()]
    if not stale:
        return 0
    try:
        _say(
            "Building static files and fonts (once; fetches the npm packages when they are missing)"
        )
        npm.ensure_packages()
        if vendor_stamp in stale:
            _build(vendor_stamp, (vendor.copy_files, sprite.build_sprite))
        if font_stamp in stale:
            from aftersales.web.assets.fonts import build_fonts

            _build(font_stamp, (build_fonts,))
    except AssetError as error:
        sys.stderr.write(f"✗ {error}\n")
        return 1
    _say(f"Static files and fonts are ready ({time.monotonic() - started:.1f} s)")
    return 0


def _build(stamp: Stamp, steps: Sequence[Callable[[], list[Path]]]) -> None:
    results = [path for step in steps for path in step()]
    stamp.write(results)


def _say(text: str) -> None:
    sys.stderr.write(f"· {text}\n")


if __name__ == "__main__":
    sys.exit(main())
