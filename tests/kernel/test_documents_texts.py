"""Texts of the rooms have their Chinese; templates of papers speak both languages."""

import re
from pathlib import Path

import pytest

import aftersales
from aftersales.i18n import missing_translations
from aftersales.i18n.catalog import read_catalogue

ROOT = Path(aftersales.__file__).parent
PAPERS = sorted(ROOT.parent.glob("modules/*/templates/*/paper/*.html")) + sorted(
    (ROOT / "documents" / "templates" / "paper").rglob("*.html")
)
HAN = re.compile(r"[\u4e00-\u9fff]")
WORD = r"(?:\"[^\"]*\"|'[^']*')"
LABEL = re.compile(rf"\bt\({WORD}(?:\s*\|\s*format\([^)]*\))?,")


@pytest.mark.parametrize("room", ["documents", "files"])
def test_every_text_has_its_chinese(room):
    known = read_catalogue(ROOT / room / "translations" / "zh_CN" / "LC_MESSAGES" / "messages.po")
    assert missing_translations(ROOT / room, known) == []


@pytest.mark.parametrize("template", PAPERS, ids=lambda file: file.name)
def test_no_chinese_word_of_a_form_stands_without_its_english(template):
    source = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [line for line in LABEL.sub("", source).splitlines() if HAN.search(line)] == []
