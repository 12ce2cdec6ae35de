"""The tutorial's text says what its files say, in both languages."""

import pytest

from tests.tutorial.text import TEXTS, TUTORIAL, blocks, fences

BOTH = pytest.mark.parametrize("text", TEXTS, ids=lambda place: place.name)


@BOTH
def test_every_block_is_the_file(text):
    found = blocks(text.read_text(encoding="utf-8"))
    wrong = [one.file for one in found if one.code != one.wanted]
    assert wrong == [], "python -m tests.tutorial.text writes the files into the text"


@BOTH
def test_every_block_of_code_is_a_file_and_every_file_is_told(text):
    """Only commands, and what they answer, stand in the text alone."""
    told = text.read_text(encoding="utf-8")
    alone = {"console", "text"}
    assert len([kind for kind, _lines in fences(told) if kind not in alone]) == len(blocks(told))
    generated = {"loaner/migrations/loaner_0001_create_the_tables.py"}
    files = {
        file.relative_to(TUTORIAL).as_posix()
        for folder in ("loaner", "tests", "steps")
        for file in (TUTORIAL / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert files - generated == {one.kept for one in blocks(told)} - {"pyproject.toml"}


def test_both_languages_give_the_same_files_and_commands():
    english, chinese = (fences(text.read_text(encoding="utf-8")) for text in TEXTS)
    assert [block for block in english if block[0] != "text"] == [
        block for block in chinese if block[0] != "text"
    ]
