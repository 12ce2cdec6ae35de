"""Whether a new password is good enough: by how many guesses it takes, not by kinds of characters.

The estimate is zxcvbn's (Wheeler, USENIX Security 2016): common passwords, words, names, dates,
keyboard runs and repetitions are cheap to guess. What an outsider knows of the person and the
company counts as words.
"""

from collections.abc import Iterable
from typing import Any

from aftersales.auth.passwords import LONGEST
from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.i18n.pinyin import syllables

SHORTEST = 10
GOOD = 3
"""zxcvbn's third of four steps: 10^8 guesses and more; tries are slowed down besides."""
JUDGED = 72
"""Characters that are looked at; the estimate grows with the square of the length."""

TOO_EASY = _l(
    "This password would be guessed too soon. Take more words that have nothing in common."
)
REASONS: dict[str, object] = {
    "common": _l("This is one of the passwords everybody tries first. Choose another."),
    "known": _l(
        "The password must not be made of your name, your login name or the company's name."
    ),
    "repeat": _l("The same characters over and over are guessed at once. Mix different words."),
    "sequence": _l("Rows like abc or 123 are guessed at once. Mix different words."),
    "spatial": _l("Keys that lie side by side are guessed at once. Mix different words."),
    "date": _l("Dates and years are guessed at once. Mix different words."),
}
"""What makes a password weak, to the sentence for the person."""


def check_strength(password: str, *, known: Iterable[str] = (), field: str = "password") -> None:
    """Refuse a password that would be guessed.

    :param known: what an outsider may know: names of the person and of the company.
    :raises Invalid: shorter than 10 or longer than 128 characters, or guessed too soon; the
        sentence says what is weak about it.
    """
    if len(password) < SHORTEST:
        raise Invalid(
            _l("A password needs at least {n} characters; a short sentence is good.", n=SHORTEST),
            field=field,
        )
    if len(password) > LONGEST:
        raise Invalid(_l("A password has {n} characters at most.", n=LONGEST), field=field)
    from zxcvbn import zxcvbn

    words = [word for name in known for word in _spellings(name)]
    found = zxcvbn(password[:JUDGED], user_inputs=words)
    if found["score"] < GOOD:
        raise Invalid(REASONS.get(_weakness(found["sequence"]), TOO_EASY), field=field)


def _spellings(name: str) -> list[str]:
    """A name as it stands, its words, and runs of its pinyin: 王丽 is typed wangli."""
    sounds = syllables(name, others=False)
    runs = [
        "".join(sounds[start:end])
        for start in range(len(sounds))
        for end in range(start + 2, min(start + 5, len(sounds) + 1))
    ]
    return [word for word in dict.fromkeys((name, *name.split(), *runs)) if len(word) > 2]


def _weakness(parts: list[dict[str, Any]]) -> str:
    """The kind of the longest part that a guesser knows."""
    guessed = [part for part in parts if part["pattern"] != "bruteforce"]
    if not guessed:
        return ""
    longest = max(guessed, key=lambda part: len(part["token"]))
    if longest["pattern"] == "dictionary":
        lists = {"user_inputs": "known", "passwords": "common"}
        return lists.get(longest["dictionary_name"], "")
    return "date" if longest["pattern"] == "regex" else str(longest["pattern"])
