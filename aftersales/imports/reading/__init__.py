"""From a hostile file to sheets of cells, within limits."""

from aftersales.imports.reading.source import Sheet, SheetRow, Source, read_source

__all__ = ["Sheet", "SheetRow", "Source", "read_source"]
