"""The code blocks of the tutorial's text, which are the files of ``docs/tutorial``.

A block that is a file stands under a mark: ``<!-- file: loaner/models.py -->``; one that is an
earlier version of it names where that is kept: ``<!-- file: loaner/plugin.py as steps/1/plugin.py
-->``. ``python -m tests.tutorial.text`` writes the files into the text anew.
"""

import re
from dataclasses import dataclass

from tests.architecture.source import ROOT

TUTORIAL = ROOT / "docs" / "tutorial"
TEXTS = (TUTORIAL / "README.md", TUTORIAL / "README.zh.md")
BLOCK = re.compile(
    r"(?ms)^<!-- file: (?P<file>\S+)(?: as (?P<kept>\S+))? -->\n\n"
    r"```(?P<kind>\w+)\n(?P<code>.*?)^```$"
)
FENCE = re.compile(r"(?ms)^```(\w*)\n(.*?)^```$")


@dataclass(frozen=True, slots=True)
class Block:
    """One file of the text: what the reader calls it, where it is kept, and its lines."""

    file: str
    kept: str
    code: str

    @property
    def wanted(self) -> str:
        """What the block should say."""
        return (TUTORIAL / self.kept).read_text(encoding="utf-8")


def blocks(text):
    """The blocks of a text that are files, in the reader's order."""
    return [
        Block(one["file"], one["kept"] or one["file"], one["code"]) for one in BLOCK.finditer(text)
    ]


def fences(text):
    """All blocks as (kind, lines)."""
    return [(one[1], one[2]) for one in FENCE.finditer(text)]


def filled(text):
    """The text with its blocks as the files say."""

    def fill(one):
        code = (TUTORIAL / (one["kept"] or one["file"])).read_text(encoding="utf-8")
        mark = one[0].partition("\n")[0]
        return f"{mark}\n\n```{one['kind']}\n{code}```"

    return BLOCK.sub(fill, text)


if __name__ == "__main__":
    for place in TEXTS:
        place.write_text(filled(place.read_text(encoding="utf-8")), encoding="utf-8")
