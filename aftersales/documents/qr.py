"""The QR code of a paper: where a reader finds out whether it matches the stored one."""

from functools import lru_cache


@lru_cache(maxsize=64)
def qr_uri(address: str) -> str:
    """``address`` as a one-bit PNG in a ``data:`` address.

    The mask is fixed: finding the best one costs more than the rest of the code (1.4 against 3.7
    ms).
    """
    import segno

    code = segno.make(address, error="m", mask=2, boost_error=False)
    return str(code.png_data_uri(scale=4, border=1))


def group_code(code: str) -> str:
    """A verification code as people read it aloud: ``K7QD-0M3X-…``."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
