"""The import of what a company brings: spreadsheets in, records out, dry run first, undo after."""
