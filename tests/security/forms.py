"""Reading a page as a browser does: its forms with what they hold, and where its links lead."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = frozenset({"text", "search", "tel", "email", "url", "textarea"})


@dataclass
class Field:
    """One input: its name, its kind, its value, its limits."""

    name: str
    kind: str
    value: str
    length: int = 0
    wrong: bool = False


@dataclass
class PageForm:
    """One form: where it goes, and its fields in order."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    def values(self) -> dict[str, list[str]]:
        """What a browser would send without anything typed."""
        found: dict[str, list[str]] = {}
        for one in self.fields:
            found.setdefault(one.name, []).append(one.value)
        return found

    def typed(self) -> list[Field]:
        """The fields a person types text into."""
        return [one for one in self.fields if one.kind in TYPED]


class Page(HTMLParser):
    """The forms and addresses of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.links: list[str] = []
        self._area: Field | None = None
        self._select: str = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = {name: value or "" for name, value in attrs}
        self.links += [
            named[name] for name in ("href", "src", "hx-get") if named.get(name, "").startswith("/")
        ]
        if tag == "form":
            self.forms.append(PageForm(named.get("action", ""), named.get("method", "get")))
        elif self.forms and named.get("name"):
            self._input(tag, named)
        elif tag == "option" and self._select and "selected" in named:
            self.forms[-1].fields.append(Field(self._select, "select", named.get("value", "")))

    def _input(self, tag, named):
        length = int(named.get("maxlength") or 0)
        wrong = "aria-invalid" in named or "is-invalid" in named.get("class", "")
        kind = named.get("type", "text")
        one = Field(named["name"], kind, named.get("value", ""), length, wrong)
        if tag == "select":
            self._select = one.name
        elif tag == "textarea":
            one.kind, self._area = "textarea", one
            self.forms[-1].fields.append(one)
        elif tag == "input":
            ticked = one.kind not in ("checkbox", "radio") or "checked" in named
            if ticked and one.kind not in ("file", "submit", "button"):
                self.forms[-1].fields.append(one)

    def handle_data(self, data):
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = ""
