"""Bytes of pictures and archives are no text, whatever their file is called."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from pipelines.text.binary import binary_kind

TEXTS = {
    "ar": "أعلنت وزارة التعليم اليوم إطلاق منصة وطنية للتدريب على أدوات الترجمة، وقال الوزير إن المنصة ستفتح أبوابها.\n",
    "ru": "Министерство образования объявило о запуске национальной платформы для обучения переводчиков.\n",
    "de": "Das Ministerium eröffnet eine nationale Plattform für Übersetzer, größer als die frühere.\n",
    "zh": "教育部今天宣布推出全国翻译培训平台，面向所有学生和教师开放，首批课程下月上线。\n",
    "th": "กระทรวงศึกษาธิการประกาศเปิดตัวแพลตฟอร์มระดับชาติสำหรับนักแปลในวันนี้\n",
    "emoji": "The minister 🎉 opened 🏫 the platform 👩‍🏫 for translators.\n",
}


def png(side: int, *, dull: bool) -> bytes:
    """A picture: one of a single colour is next to nothing but zeros."""
    rows = b"".join(b"\0" + (bytes(side) if dull else random.Random(y).randbytes(side)) for y in range(side))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", TEXTS["de"] * 20)
    return out.getvalue()


def tape() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as packed:
        packed.addfile(tarfile.TarInfo("news.txt"), io.BytesIO())
    return out.getvalue()


def database(folder: Path) -> bytes:
    with sqlite3.connect(folder / "x.db") as connection:
        connection.execute("create table t (x)")
    return (folder / "x.db").read_bytes()


def test_what_is_no_text_is_named(tmp_path: Path) -> None:
    words = TEXTS["de"].encode() * 40
    for kind, body in {
        "a PNG picture": png(64, dull=False),
        "a zip archive, or a Word, Excel or EPUB document": archive(),
        "a gzip archive": gzip.compress(words),
        "a bzip2 archive": bz2.compress(words),
        "an xz archive": lzma.compress(words),
        "a tar archive": tape(),
        "an SQLite database": database(tmp_path),
        "a PDF document": b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n" + words,
        "an RTF document": rb"{\rtf1\ansi words}",
        "a picture, an archive or another binary file": random.Random(5).randbytes(20_000),
    }.items():
        assert binary_kind(body) == kind


@pytest.mark.parametrize("side", [1, 2, 16, 300])
def test_a_picture_of_one_colour_is_no_wide_text(side: int) -> None:
    assert binary_kind(png(side, dull=True)) == "a PNG picture"
    # The same without a beginning that is known: bytes that would be UTF-16 of letters that nobody writes.
    assert binary_kind(b"XYZW" + png(side, dull=True)[8:] + bytes(200)) is not None


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1256", "gb18030"])
def test_a_text_is_not_taken_for_binary(text: str, encoding: str) -> None:
    assert binary_kind((text * 20).encode(encoding, "ignore")) is None
    assert binary_kind(text.encode(encoding, "ignore")) is None


@pytest.mark.parametrize("text", ["BZh is the name of a firm.", "ID3 tags explained", "OggS!", "GIF89a, a format", ""])
def test_words_that_begin_like_a_file_are_words(text: str) -> None:
    assert binary_kind(text.encode()) is None


def test_wide_text_without_a_mark_is_text() -> None:
    assert all(
        binary_kind(TEXTS[name].encode(wide)) is None for name in ("ar", "ru") for wide in ("utf-16-le", "utf-16-be")
    )


def test_old_japanese_text_is_text() -> None:
    assert binary_kind("お知らせ。人工知能の授業を始めます。".encode("iso-2022-jp")) is None
