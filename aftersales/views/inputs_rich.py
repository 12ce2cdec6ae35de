"""Inputs with more behind them: look-ups, lines, signatures, uploads. Import from ``fields``."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import FieldList, Form, FormField

from aftersales.i18n import _
from aftersales.views.declare import Text
from aftersales.views.inputs import OwnField

SIGNATURE_BYTES = 200_000
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
LINES_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file in memory.

    Its name as the person's machine calls it, its bytes, its type.
    """

    filename: str
    content: bytes
    content_type: str


class LookupField(OwnField):
    """The id of another record, found by typing."""

    drawn_as = "lookup"

    def __init__(
        self,
        label: Text,
        lookup: str,
        validators: Sequence[Any] = (),
        *,
        fill: Mapping[str, str | tuple[str, str]] | None = None,
        narrow: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.lookup = lookup
        self.fill = fill or {}
        self.narrow = narrow or {}

    def process_formdata(self, valuelist: list[str]) -> None:
        """An id or nothing; whether the record may be seen is checked with the form."""
        text = valuelist[0].strip() if valuelist else ""
        if text and not text.isascii():
            raise ValueError(_("Choose from the list."))
        try:
            self.data: Any = int(text) if text else None
        except ValueError:
            raise ValueError(_("Choose from the list.")) from None

    def ids(self) -> list[int]:
        """The ids the input holds now."""
        return [self.data] if isinstance(self.data, int) else []


class LookupsField(LookupField):
    """The ids of several records."""

    drawn_as = "lookups"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Ids in the order chosen, each once."""
        try:
            self.data = list(dict.fromkeys(int(text) for text in valuelist if text.strip()))
        except ValueError:
            raise ValueError(_("Choose from the list.")) from None

    def ids(self) -> list[int]:
        """The ids the input holds now."""
        return [int(item) for item in self.data or ()]


class SignatureField(OwnField):
    """A signature drawn on the glass; the value is a small PNG."""

    drawn_as = "signature"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take a ``data:image/png;base64,`` address; refuse anything else."""
        text = valuelist[0].strip() if valuelist else ""
        self.data: Any = png_of(text) if text else None


class UploadField(OwnField):
    """Files from the machine or the camera."""

    drawn_as = "upload"

    def __init__(
        self,
        *args: Any,
        accept: str = "",
        multiple: bool = True,
        camera: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.accept = accept
        self.multiple = multiple
        self.camera = camera

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was sent; an empty file input sends one part without a name."""
        self.data = [
            Upload(part.filename, part.read(), part.mimetype or "application/octet-stream")
            for part in valuelist
            if getattr(part, "filename", "")
        ]


class LinesField(FieldList):
    """The child rows of a record: a list of forms, each with a hidden ``id`` (None: new row)."""

    drawn_as = "lines"

    def __init__(
        self,
        form: type[Form],
        label: Text = "",
        validators: Sequence[Any] = (),
        *,
        minimum: int = 0,
        add_title: Text | None = None,
        help: Text | None = None,  # noqa: A002  # what form authors expect it to be called
        **kwargs: Any,
    ) -> None:
        row = type(f"{form.__name__}Row", (form,), {"id": LineIdField()})
        super().__init__(FormField(row), label, list(validators), max_entries=LINES_LIMIT, **kwargs)
        self.row_form = row
        self.minimum = minimum
        self.add_title = add_title
        self.help = help

    @property
    def required(self) -> bool:
        """Whether at least one row is asked for."""
        return self.minimum > 0

    def blank_row(self) -> Form:
        """An unbound row for the template the browser copies."""
        row = self.row_form(prefix=f"{self.name}-__index__-")
        assert isinstance(row, Form)
        return row

    def pre_validate(self, form: Form) -> None:
        """Ask for the rows that must be there."""
        if len(self.entries) < self.minimum:
            raise ValueError(_("At least {count} line is needed.", count=self.minimum))


class LineIdField(OwnField):
    """The id of a child row, or None for a new one."""

    drawn_as = "hidden"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Digits or nothing."""
        text = valuelist[0] if valuelist else ""
        self.data: Any = int(text) if text.isascii() and text.isdigit() else None


def png_of(address: str) -> bytes:
    """The PNG bytes of a data address; :raises ValueError: with the sentence for the person."""
    head, _comma, body = address.partition(",")
    if head != "data:image/png;base64" or len(body) > SIGNATURE_BYTES * 4 // 3 + 4:
        raise ValueError(_("This is not a signature; please sign again."))
    try:
        content = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(_("This is not a signature; please sign again.")) from None
    if not content.startswith(PNG_HEAD):
        raise ValueError(_("This is not a signature; please sign again."))
    return content
