"""An icon that is named but not collected leaves a blank: every name stands in a list."""

import re
from pathlib import Path

from aftersales.web.assets.sprite import icon_names

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r'\bicon(?:=|\()"([a-z0-9-]+)"')


def test_every_icon_named_in_code_and_templates_is_collected():
    collected = set(icon_names())
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for room in ("aftersales", "modules")
        for kind in ("*.py", "*.html")
        for path in (ROOT / room).rglob(kind)
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
        if name not in collected
    }
    assert missing == set()
