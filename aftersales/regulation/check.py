"""The regulation's part of ``aftersales fsck``: what was released still says what it said."""

from collections.abc import Iterator

from sqlalchemy import select

from aftersales.integrity import Examination, Finding
from aftersales.regulation.models import RegulationVersion
from aftersales.regulation.versions import fingerprint_of, values_of


def editions_agree(examination: Examination) -> Iterator[Finding]:
    """The figures of a released version are those its release was sealed over."""
    released = select(RegulationVersion).where(RegulationVersion.state == "released")
    for version in examination.uow.scalars(released):
        if fingerprint_of(values_of(examination.uow, version)) != version.fingerprint:
            yield Finding(
                sentence=f"Version {version.number} of the regulation was changed after its "
                "release. Compare it with its paper, then release a new version."
            )
