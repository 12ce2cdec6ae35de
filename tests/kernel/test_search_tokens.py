"""How texts are cut: whatever stands next to each other in a text is found, whatever the script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.search.tokens import Needle, initials, needles, tokens, words

HAN = st.sampled_from(
    [*"常德水泵机械密封漏水湖南有限公司液压站一二〇々", "𠮷", "𡈼", "㐂", "豈", "\U000323af"]
)
LETTERS = st.sampled_from([*"abcXYZ0123789", "Ａ", "９", "é", "Ω"])
MARKS = st.sampled_from([*" ，。-/·()%\"'*:&|!\\", "😀", "\u200b", "\n"])


def holds(text: str, needle: Needle) -> bool:
    pieces = tokens(text)
    if needle.is_beginning:
        return any(piece.startswith(needle.text) for piece in pieces)
    return needle.text in pieces


@given(st.text(HAN | LETTERS | MARKS, max_size=60), st.data())
def test_every_stretch_of_a_text_finds_it(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert all(holds(text, needle) for needle in needles(text[start:end]))


@given(st.text(HAN | LETTERS | MARKS, max_size=40), HAN, HAN)
def test_two_characters_that_are_not_neighbours_do_not_find(text, first, second):
    folded = unicodedata.normalize("NFKC", text.replace("\u200b", ""))
    pair = unicodedata.normalize("NFKC", first + second)
    assert all(holds(text, needle) for needle in needles(pair)) == (pair in folded)


@given(st.text(max_size=200))
def test_a_piece_holds_letters_digits_and_han_only(text):
    """So nothing in it means anything to FTS5 or to tsquery."""
    for piece in tokens(text):
        assert piece
        assert all(character.isalnum() or character >= "\u3005" for character in piece)
        assert not set(piece) & set(" \"'*:&|!()<>\\-\x00\ue000")


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("HN26020077", "20077"),
        ("HN26020077", "hn"),
        ("HN26020077", "7"),
        ("AJ-202611-0042", "0042"),
        ("AJ-202611-0042", "AJ-202611"),
        ("ＨＮ２６０２", "hn2602"),
        ("型号YZ-160", "yz-160"),
        ("㈱常德机械", "常德"),
        ("𠮷野家", "𠮷野"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_fragments_people_type(text, search):
    found = needles(search)
    assert found
    assert all(holds(text, needle) for needle in found)


def test_pinyin_initials():
    assert initials("常德恒天机械") == "cdhtjx"
    assert initials("重庆ABC泵业") == "cqABCby"


def test_punctuation_alone_asks_for_nothing():
    assert words("。。 - 😀 %") == []
    assert len(words("漏水 - 泵")) == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("常德恒天", "cdht"),
        ("重庆银行", "cqyh"),  # read otherwise than its signs alone: 重 zhong, 行 xing
        ("长沙", "cs"),
        ("厦门乐清", "xmyq"),
    ],
)
def test_signs_are_read_as_in_their_words(name: str, expected: str):
    assert initials(name) == expected
