"""Files as people send them: honest row numbers, any encoding, and nothing that swells."""

import io
import struct
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from aftersales.errors import Invalid
from aftersales.imports.reading import read_source
from aftersales.imports.reading.csvfile import separator_of
from aftersales.imports.reading.limits import Limits

TABLE = "序号,客户名称,电话\r\n1,常德洞庭水泥有限公司,13916720713\r\n\r\n2,石门紫金电厂,\r\n"


def save(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def workbook(folder: Path, sheets: dict[str, list[list[object]]], **options: object) -> Path:
    path = folder / "book.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", **options}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_table_is_read_in_every_encoding(tmp_path, encoding):
    source = read_source(save(tmp_path, "客户.csv", TABLE.encode(encoding)))
    (sheet,) = source.sheets
    assert sheet.name == "客户.csv"
    assert [row.number for row in sheet.rows] == [1, 2, 4]
    assert sheet.rows[1].cells == ("1", "常德洞庭水泥有限公司", "13916720713")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path, separator):
    text = TABLE.replace(",", separator)
    assert separator_of(text) == separator
    assert len(read_source(save(tmp_path, "t.csv", text.encode())).sheets[0].rows[0].cells) == 3


def test_a_comma_inside_a_cell_is_no_separator(tmp_path):
    text = '编号;说明\nA1;"少三角带2条, 一件"\nA2;"两行\n说明"\nA3;好\n'
    rows = read_source(save(tmp_path, "t.csv", text.encode())).sheets[0].rows
    assert rows[1].cells == ("A1", "少三角带2条, 一件")
    assert [row.number for row in rows] == [1, 2, 3, 4]


def test_a_workbook_keeps_the_numbers_a_person_sees(tmp_path):
    rows = [
        ["公司客户台账"],
        [],
        ["编号", "", "签订日期"],
        ["K1", "", date(2025, 7, 1)],
        [],
        ["K2"],
    ]
    source = read_source(workbook(tmp_path, {"客户": rows}))
    (sheet,) = source.sheets
    assert [row.number for row in sheet.rows] == [1, 3, 4, 6]
    assert sheet.rows[2].cells == ("K1", "", date(2025, 7, 1))


def test_a_hidden_sheet_is_not_read(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("客户").write_row(0, 0, ["编号"])
        hidden = book.add_worksheet("旧")
        hidden.write_row(0, 0, ["编号"])
        hidden.hide()
    assert [sheet.name for sheet in read_source(path).sheets] == ["客户"]


def test_what_a_file_is_decides_its_content_not_its_name(tmp_path):
    book = workbook(tmp_path, {"客户": [["编号"], ["K1"]]})
    assert read_source(book, name="客户.csv").sheets[0].name == "客户"
    assert read_source(save(tmp_path, "x.xlsx", TABLE.encode())).sheets[0].name == "x.xlsx"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n,,\r\n", "empty"),
        (b"\xff\xd8\xff\xe0 a picture \x00\x01", "unknown_format"),
        (b"%PDF-1.7\x00\x00", "unknown_format"),
        (b"PK\x03\x04 no archive at all", "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook", "unreadable"),
    ],
)
def test_a_file_we_cannot_read_is_refused_with_a_sentence(tmp_path, data, code):
    path = save(tmp_path, "x.xlsx", data)
    with pytest.raises(Invalid) as refused:
        read_source(path)
    assert refused.value.code == code
    assert "x.xlsx" in str(refused.value)


def test_no_file_at_all(tmp_path):
    with pytest.raises(Invalid) as refused:
        read_source(tmp_path / "nothing.csv")
    assert refused.value.code == "no_file"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(file_bytes=50), "too_large"),
        (Limits(rows=3), "too_many_rows"),
        (Limits(columns=2), "too_many_columns"),
        (Limits(cell_characters=9), "bad_csv"),
    ],
)
def test_a_text_table_beyond_the_limits_is_refused(tmp_path, limits, code):
    with pytest.raises(Invalid) as refused:
        read_source(save(tmp_path, "t.csv", TABLE.encode()), limits=limits)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(rows=5), "too_many_rows"),
        (Limits(columns=2), "too_many_rows"),
        (Limits(sheets=1), "too_many_sheets"),
        (Limits(unpacked_bytes=2000), "zip_bomb"),
    ],
)
def test_a_workbook_beyond_the_limits_is_refused(tmp_path, limits, code):
    rows = [["a", "b", "c"]] * 6
    path = workbook(tmp_path, {"一": rows, "二": rows})
    with pytest.raises(Invalid) as refused:
        read_source(path, limits=limits)
    assert refused.value.code == code


def test_one_cell_in_the_last_corner_does_not_allocate_the_whole_sheet(tmp_path):
    path = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("客户").write("XFD1048576", "far away")
    with pytest.raises(Invalid) as refused:
        read_source(path)
    assert refused.value.code == "too_many_rows"
    assert "XFD1048576" in str(refused.value)


def test_a_formatted_but_empty_far_corner_does_no_harm(tmp_path):
    path = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("客户")
        sheet.write_row(0, 0, ["编号"])
        sheet.write_blank("XFD1000", None, book.add_format({"bold": True}))
    assert len(read_source(path).sheets[0].rows) == 1


def test_an_archive_that_lies_about_its_size_is_counted(tmp_path):
    honest = io.BytesIO()
    with zipfile.ZipFile(honest, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    data = bytearray(honest.getvalue())
    # Claim one kilobyte in the local header and in the directory.
    lie = struct.pack("<I", 1024)
    data[22:26] = lie
    directory = data.find(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = lie
    with pytest.raises(Invalid) as refused:
        read_source(save(tmp_path, "b.xlsx", bytes(data)), limits=Limits(unpacked_bytes=1 << 20))
    assert refused.value.code == "zip_bomb"


def test_a_damaged_archive_is_refused(tmp_path):
    good = workbook(tmp_path, {"客户": [["编号"], ["K1"]]}).read_bytes()
    body = bytearray(good)
    start = body.find(b"PK\x03\x04", 10)
    body[start + 60 : start + 90] = zlib.compress(b"x" * 60)[:30].ljust(30, b"\xff")
    with pytest.raises(Invalid) as refused:
        read_source(save(tmp_path, "b.xlsx", bytes(body)))
    assert refused.value.code == "unreadable"
