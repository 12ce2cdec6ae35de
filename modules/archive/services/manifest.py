"""Reading the manifest that travels inside a bound volume."""

import io
import json
from typing import Any


def attached_manifest(data: bytes) -> dict[str, Any] | None:
    """``manifest.json`` out of a volume's PDF; None when there is none or it cannot be read."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            text = pdf.attachments["manifest.json"].get_file().read_bytes()
            manifest: dict[str, Any] = json.loads(text)
            return manifest
    except (pikepdf.PdfError, KeyError, ValueError):
        return None
