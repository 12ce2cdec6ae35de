"""Icons of the sprite as ready markup."""

from functools import cache

from markupsafe import Markup, escape

from aftersales.web.assets_url import static_url


def icon(name: str, css: str = "") -> Markup:
    """One icon by its Tabler name; empty for no name."""
    return _drawn(name, css) if name else Markup()


@cache
def _drawn(name: str, css: str) -> Markup:
    sheet = static_url("vendor/icons.svg")
    return Markup(
        '<svg class="i {css}" aria-hidden="true" focusable="false">'
        '<use href="{sheet}#i-{name}"/></svg>'
    ).format(css=escape(css), sheet=sheet, name=name)
