"""An honest structural check of a PDF/A-3b: what it looks at is listed, what it cannot see as well.

Looked at: not encrypted, file identifier, XMP with part and conformance, an output intent with its
ICC profile, every font embedded with CIDToGIDMap and ToUnicode, no CMYK colour, no image
interpolation, no script, launch or media action, attachments named in ``AF`` with relationship and
type. Use of glyph 0 is looked for by ``aftersales.documents.glyphs``.

Not looked at: content stream syntax, blending spaces, glyph widths, ICC validity beyond its header,
XMP schema extension. For a legal proof run veraPDF as well.
"""

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

FORBIDDEN_ACTIONS = frozenset(
    {
        "/Launch",
        "/Sound",
        "/Movie",
        "/ResetForm",
        "/ImportData",
        "/JavaScript",
        "/Hide",
        "/Rendition",
    }
)
_PART = re.compile(r"pdfaid:part(?:>|=['\"])\s*(\d)")
_CONFORMANCE = re.compile(r"pdfaid:conformance(?:>|=['\"])\s*([A-Za-z])")


@dataclass(slots=True)
class ArchivalReport:
    """What the check found; ``problems`` empty means nothing speaks against PDF/A."""

    pages: int = 0
    part: str = ""
    conformance: str = ""
    fonts: set[str] = field(default_factory=set)
    attachments: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether no problem was found."""
        return not self.problems


def examine(data: bytes) -> ArchivalReport:
    """Check a PDF; never raises for a bad one, the report says what is wrong."""
    import pikepdf

    report = ArchivalReport()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            report.pages = len(pdf.pages)
            if pdf.is_encrypted:
                report.problems.append("the file is encrypted")
                return report
            _check_file(pdf, report)
            _check_metadata(pdf, report)
            _check_intent(pdf, report)
            _check_objects(pdf, report)
            _check_attachments(pdf, report)
    except pikepdf.PasswordError:
        report.problems.append("the file is encrypted")
    except pikepdf.PdfError as error:
        report.problems.append(f"not a readable PDF: {error}")
    return report


def _check_file(pdf: "pikepdf.Pdf", report: ArchivalReport) -> None:
    if "/ID" not in pdf.trailer:
        report.problems.append("the trailer has no file identifier")
    if "/AcroForm" in pdf.Root and "/XFA" in pdf.Root.AcroForm:
        report.problems.append("the form is XFA")
    if "/OpenAction" in pdf.Root and isinstance(pdf.Root.OpenAction, _dictionary()):
        _check_action(pdf.Root.OpenAction, report)


def _check_metadata(pdf: "pikepdf.Pdf", report: ArchivalReport) -> None:
    if "/Metadata" not in pdf.Root:
        report.problems.append("there is no XMP metadata")
        return
    text = bytes(pdf.Root.Metadata.read_bytes()).decode("utf-8", "replace")
    part, conformance = _PART.search(text), _CONFORMANCE.search(text)
    report.part = part.group(1) if part else ""
    report.conformance = conformance.group(1).upper() if conformance else ""
    if report.part not in {"1", "2", "3"} or report.conformance not in {"A", "B", "U"}:
        report.problems.append("the XMP metadata does not claim PDF/A-1, -2 or -3")


def _check_intent(pdf: "pikepdf.Pdf", report: ArchivalReport) -> None:
    intents = list(pdf.Root.get("/OutputIntents", []))
    archival = [intent for intent in intents if intent.get("/S") == "/GTS_PDFA1"]
    if not archival:
        report.problems.append("there is no GTS_PDFA1 output intent")
        return
    profile = archival[0].get("/DestOutputProfile")
    if profile is None or bytes(profile.read_bytes())[36:40] != b"acsp":
        report.problems.append("the output intent has no ICC profile")


def _check_objects(pdf: "pikepdf.Pdf", report: ArchivalReport) -> None:
    """Walk every object of the file once: fonts, images, actions."""
    for item in pdf.objects:
        if not isinstance(item, (_dictionary(), _stream())):
            continue
        kind, subtype = str(item.get("/Type", "")), str(item.get("/Subtype", ""))
        if kind == "/Font":
            _check_font(item, report)
        if subtype == "/Image":
            _check_image(item, report)
        if "/S" in item and str(item.S) in FORBIDDEN_ACTIONS and "/Type" in item:
            _check_action(item, report)
        if "/AA" in item or "/JS" in item:
            report.problems.append("the file carries automatic actions or scripts")


def _check_font(font: Any, report: ArchivalReport) -> None:
    subtype, name = str(font.get("/Subtype", "")), str(font.get("/BaseFont", "?")).lstrip("/")
    if subtype == "/Type0":
        if "/ToUnicode" not in font:
            report.problems.append(f"font {name} has no ToUnicode map")
        return
    if subtype == "/Type3":
        return
    report.fonts.add(name)
    descriptor = font.get("/FontDescriptor")
    embedded = descriptor is not None and any(
        key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")
    )
    if not embedded:
        report.problems.append(f"font {name} is not embedded")
    if subtype == "/CIDFontType2" and "/CIDToGIDMap" not in font:
        report.problems.append(f"font {name} has no CIDToGIDMap")


def _check_image(image: Any, report: ArchivalReport) -> None:
    if image.get("/Interpolate", False):
        report.problems.append("an image asks for interpolation")
    if str(image.get("/ColorSpace", "")) == "/DeviceCMYK":
        report.problems.append("an image uses CMYK colour without its own profile")


def _check_action(action: Any, report: ArchivalReport) -> None:
    if str(action.get("/S", "")) in FORBIDDEN_ACTIONS:
        report.problems.append(f"the file carries a forbidden action {action.S}")


def _check_attachments(pdf: "pikepdf.Pdf", report: ArchivalReport) -> None:
    named = list(pdf.Root.get("/AF", []))
    known = {spec.objgen for spec in named}
    for name, attached in pdf.attachments.items():
        report.attachments.append(name)
        spec = attached.obj
        if report.part != "3":
            report.problems.append(f"attachment {name}: only PDF/A-3 may carry it")
        if spec.objgen not in known:
            report.problems.append(f"attachment {name} is not named in AF")
        if "/AFRelationship" not in spec:
            report.problems.append(f"attachment {name} has no relationship")
        if "/Subtype" not in spec.EF.F:
            report.problems.append(f"attachment {name} has no type")


def _dictionary() -> Any:
    import pikepdf

    return pikepdf.Dictionary


def _stream() -> Any:
    import pikepdf

    return pikepdf.Stream
