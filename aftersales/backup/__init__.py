"""Backup and restore: the database, the stored files and the settings, as one file.

The file is a tar anybody can open: a database as its own tools write it (SQLite's file,
``pg_dump``'s custom format), ``files/`` as it lies in the instance folder, ``config/``, and last
``manifest.json``. Encrypted, it is a tar of two age files, so that ``tar`` and ``age`` open it on a
machine that has no Aftersales.
"""

from aftersales.errors import DomainError


class BackupFailed(DomainError):
    """A backup cannot be made, read or restored; the sentence says why and what to do."""

    code = "backup"
