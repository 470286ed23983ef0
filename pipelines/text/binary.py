"""Tell bytes that are no text from text in any encoding, by how they begin and what they would say. Pure."""

from __future__ import annotations

import codecs
import re
import unicodedata

from pipelines.text.decode import MARKS, wide_encoding

# How files of other programs begin. `(offset, bytes, what it is)`; from their specifications and libmagic.
_BEGINNINGS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF87a", "a GIF picture"),
    (0, b"GIF89a", "a GIF picture"),
    (8, b"WEBP", "a WebP picture"),
    (0, b"II*\0", "a TIFF picture"),
    (0, b"MM\0*", "a TIFF picture"),
    (4, b"ftyp", "a video or HEIC picture"),
    (8, b"WAVEfmt", "a sound recording"),
    (0, b"ID3", "a sound recording"),
    (0, b"OggS", "a sound recording or video"),
    (0, b"fLaC", "a sound recording"),
    (0, b"\x1aE\xdf\xa3", "a video"),
    (0, b"%PDF-", "a PDF document"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel document"),
    (0, b"PK\x03\x04", "a zip archive, or a Word, Excel or EPUB document"),
    (0, b"PK\x05\x06", "a zip archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ\0", "an xz archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"\x7fELF", "a program"),
    (0, b"\0asm", "a program"),
    (0, b"wOFF", "a font"),
    (0, b"wOF2", "a font"),
)
# Without tab, line ends, and what ISO 2022 and old printers use.
_CONTROLS = re.compile(rb"[\x00-\x08\x10-\x19\x7f]")
_SAMPLE = 64 * 1024
# Characters that no text has many of: control, unassigned, private use, what could not be decoded.
_SAID_NOWHERE = frozenset(("Cc", "Cn", "Co", "Cs"))
_WHITE = frozenset("\t\n\r\f\v\x1c\x1d\x1e\x1f\x85")


def binary_kind(body: bytes) -> str | None:
    """What the bytes are where they are no text ("a PNG picture"), None where they may be text."""
    for offset, beginning, kind in _BEGINNINGS:
        if body.startswith(beginning, offset) and not _is_only_word(beginning, body):
            return kind
    sample = body[:_SAMPLE]
    encoding = next((name for mark, name in MARKS if sample.startswith(mark)), None) or wide_encoding(sample)
    if encoding not in (None, "utf-8"):
        is_text = _is_said_in(sample, encoding)
    else:
        # One byte in ten of compressed data is a control character; texts and markup have next to none.
        is_text = len(_CONTROLS.findall(sample)) * 50 <= len(sample)
    return None if is_text else "a picture, an archive or another binary file"


def _is_only_word(beginning: bytes, body: bytes) -> bool:
    """Whether a beginning of plain letters stands in what is plain text: "BZh" may begin a sentence."""
    return beginning.isalnum() and not _CONTROLS.search(body[:_SAMPLE])


def _is_said_in(sample: bytes, encoding: str) -> bool:
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    odd = sum(
        letter == "\ufffd" or (unicodedata.category(letter) in _SAID_NOWHERE and letter not in _WHITE)
        for letter in text
    )
    return odd * 50 <= len(text)
