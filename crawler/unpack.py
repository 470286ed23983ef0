"""Read compressed bytes within bounds, so that a bomb costs time but never memory. Knows nothing of pages.

The first bytes decide what is compressed, not the name: `wget` saves gzip as .html, browsers save plain text as .gz.
"""

from __future__ import annotations

import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

import brotli  # type: ignore[import-untyped]

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
MAX_LINE_BYTES = 16 * 1024 * 1024

_GZIP, _XZ = b"\x1f\x8b", b"\xfd7zXZ\x00"
_LAYERS = 2
_BUFFER = 256 * 1024
# What `xz -9` asks for is 65 MiB; a header may ask for 4 GiB.
_XZ_MEMORY = 128 * 1024 * 1024


class TooLarge(Exception):
    """More bytes than a document may have."""


class Packed(Exception):
    """Compressed more often than makes sense."""


UNREADABLE = (OSError, EOFError, zlib.error, lzma.LZMAError, TooLarge, Packed)


def unpacked(stream: BinaryIO) -> io.BufferedReader:
    """The plain bytes of a stream that may be gzip or xz, once or twice. Read lazily, in bounded memory.

    Reading raises one of UNREADABLE where the data is broken. Raises Packed for more than two layers.
    """
    plain = _peekable(stream)
    for _ in range(_LAYERS):
        if plain.peek(len(_XZ)).startswith(_GZIP):
            plain = io.BufferedReader(_GzipReader(plain), _BUFFER)
        elif plain.peek(len(_XZ)).startswith(_XZ):
            plain = io.BufferedReader(_XzReader(plain), _BUFFER)
        else:
            return plain
    if plain.peek(len(_XZ)).startswith((_GZIP, _XZ)):
        raise Packed(f"is compressed more than {_LAYERS} times")
    return plain


def read_document(stream: BinaryIO, limit: int = MAX_DOCUMENT_BYTES) -> bytes:
    """Everything that is left in a stream. Raises TooLarge past `limit` bytes, having read no more."""
    body = stream.read(limit + 1)
    if len(body) > limit:
        raise TooLarge(f"is larger than {_size(limit)} unpacked")
    return body


def read_lines(stream: BinaryIO) -> Iterator[bytes | TooLarge]:
    """The lines of a stream without their ends; TooLarge in the place of a line longer than MAX_LINE_BYTES."""
    while line := stream.readline(MAX_LINE_BYTES + 1):
        if len(line) <= MAX_LINE_BYTES:
            yield line.rstrip(b"\r\n")
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_BUFFER)
        yield TooLarge(f"is longer than {_size(MAX_LINE_BYTES)}")


def decoded(body: bytes, encoding: str, limit: int = MAX_DOCUMENT_BYTES) -> bytes:
    """An HTTP body without its Content-Encoding. Archives often name one but hold the plain body, which then stays as
    it is.

    Raises one of UNREADABLE.
    """
    match encoding.strip().lower():
        case "gzip" | "x-gzip":
            return read_document(unpacked(io.BytesIO(body)), limit)
        case "deflate":
            for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
                try:
                    return _within(zlib.decompressobj(bits).decompress(body, limit + 1), limit)
                except zlib.error:
                    continue
        case "br":
            try:
                return _within(brotli.Decompressor().process(body, output_buffer_limit=limit + 1), limit)
            except brotli.error:
                pass
        case "" | "identity":
            pass
        case _:
            raise Packed(f"has the content encoding {encoding!r}, which is not read")
    return body


class _GzipReader(io.RawIOBase):
    """gzip in single steps: GzipFile by itself drops up to a buffer of good bytes before a broken one."""

    def __init__(self, source: io.BufferedReader) -> None:
        self._file = gzip.GzipFile(fileobj=source, mode="rb")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._file.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _XzReader(io.RawIOBase):
    """xz with a bound on the memory that a header may ask for, which lzma.LZMAFile lacks."""

    def __init__(self, source: io.BufferedReader) -> None:
        self._source = source
        self._decoder: lzma.LZMADecompressor | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            if self._decoder is None or self._decoder.eof:
                # Streams may stand one after the other, with zeros between them.
                rest = (self._decoder.unused_data if self._decoder else b"").lstrip(b"\0")
                while not rest and (chunk := self._source.read1(_BUFFER)):
                    rest = chunk.lstrip(b"\0")
                if not rest:
                    return 0
                self._decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
                data = self._decoder.decompress(rest, len(buffer))
            else:
                chunk = self._source.read1(_BUFFER) if self._decoder.needs_input else b""
                if self._decoder.needs_input and not chunk:
                    raise EOFError("Compressed file ended before the end-of-stream marker was reached")
                data = self._decoder.decompress(chunk, len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)


def _peekable(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))


def _within(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise TooLarge(f"is larger than {_size(limit)} unpacked")
    return body


def _size(count: int) -> str:
    return f"{count // (1024 * 1024)} MiB" if count >= 1024 * 1024 else f"{count} bytes"
