"""What a backup says of itself: every member with its hash, every table with its rows."""

import json
from dataclasses import asdict, dataclass, field

from aftersales.backup import BackupFailed

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the backup. ``size`` in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was in the database at the moment of the backup.

    :param kind: ``sqlite`` or ``postgresql``.
    :param rows: the number of rows of each table.
    :param revisions: the migration each version table stood at.
    :param audit: number and hash of the last entry of the audit trail.
    """

    kind: str
    rows: dict[str, int]
    revisions: dict[str, str]
    audit: tuple[int, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The last member of a backup; one without it was cut off.

    :param lost: hashes of files that were lost or damaged in the store already.
    """

    version: str
    made_at: str
    facts: Facts
    members: tuple[Member, ...]
    lost: tuple[str, ...] = ()
    format: int = field(default=FORMAT)

    def to_json(self) -> bytes:
        """As it stands in the backup, readable for people."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def from_json(data: bytes) -> Manifest:
    """The manifest again; :raises BackupFailed: of another format or damaged."""
    try:
        found = json.loads(data)
        if found["format"] != FORMAT:
            raise BackupFailed(
                f"this backup has format {found['format']}, this release reads {FORMAT}; "
                "use the release that made it"
            )
        facts = found.pop("facts")
        audit = facts.pop("audit")
        return Manifest(
            **{
                **found,
                "facts": Facts(**facts, audit=tuple(audit) if audit else None),
                "members": tuple(Member(**one) for one in found["members"]),
                "lost": tuple(found["lost"]),
            }
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BackupFailed("the backup is damaged: its manifest cannot be read") from error
