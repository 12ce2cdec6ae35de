"""Lists and record pages of the archive."""

from modules.archive.views.filings import FILING, FILINGS, TO_FILE
from modules.archive.views.places import EXTRA_ACTIONS, HOME, SECTIONS
from modules.archive.views.volumes import VOLUME, VOLUMES

VIEWS = (TO_FILE, FILINGS, FILING, VOLUMES, VOLUME)

__all__ = ["EXTRA_ACTIONS", "HOME", "SECTIONS", "VIEWS"]
