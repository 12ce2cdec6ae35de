"""Drawing under or over a finished page, without touching the resources it shares with others."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pikepdf


def add_forms(page: "pikepdf.Page", forms: Mapping[str, "pikepdf.Object"]) -> None:
    """Give a page a resource dictionary of its own that knows ``forms`` by name (``/Edge``)."""
    resources = own_dictionary(page.obj, "/Resources")
    drawn = own_dictionary(resources, "/XObject")
    for name, form in forms.items():
        drawn[name] = form
    resources["/XObject"] = drawn
    page.obj["/Resources"] = resources


def own_dictionary(holder: "pikepdf.Object", key: str) -> "pikepdf.Dictionary":
    """A copy of the dictionary under ``key``, empty when there is none."""
    import pikepdf

    # pikepdf's stubs do not know that dictionary objects are mappings.
    return pikepdf.Dictionary(cast("Mapping[str, Any]", holder[key]) if key in holder else {})


def draw_under(page: "pikepdf.Page", steps: str) -> None:
    """Run drawing steps before the page's own."""
    page.contents_add(f"q {steps} Q\n".encode("ascii"), prepend=True)


def draw_over(page: "pikepdf.Page", steps: str) -> None:
    """Run drawing steps after the page's own, in the page's untouched coordinates."""
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"\nQ q\n{steps}\nQ\n".encode("ascii"))
