"""Which encodings to try on a text file, and in which order. Reads bytes; decodes nothing for keeps."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal

import charset_normalizer

UTF_8 = "utf-8-sig"  # reads UTF-8 with a byte order mark and without
# that of UTF-32 begins as that of UTF-16 does
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SUBSETS_OF_GB18030 = ("gb2312", "gbk")
DETECTABLE = ("utf_8", "gb18030", "big5")
WESTERN = "cp1252"  # Latin-1 and the characters that Windows adds to it
# There one or two accented letters stand within a word; Chinese stands in longer runs, seldom beside a letter.
RUN_OF_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
ACCENTED = re.compile(rb"(?<=[A-Za-z])[\xc0-\xff]{1,2}(?![\x80-\xff])|(?<![\x80-\xff])[\xc0-\xff]{1,2}(?=[A-Za-z])")
WIDE = re.compile("[\u0800-\ufffc]")  # takes three bytes in UTF-8; the sign for undecodable bytes is none of them
SAMPLE_BYTES = 64 * 1024
BLOCK_BYTES = 64 * 1024  # small: an exception of decoding holds a copy of what was to be decoded
LONGEST_LINE = 16 * 1024 * 1024
OFFSETS_KEPT = 10
MOST_COUNTED = 10_000  # undecodable bytes; a wrong encoding has them everywhere, and each one costs time


@dataclass(frozen=True)
class Attempt:
    """An encoding to try. With "replace", `undecodable_at` are the first offsets where bytes are no text in it."""

    encoding: str
    errors: Literal["strict", "replace"] = "strict"
    undecodable_at: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Damage:
    """What is no text in an encoding: how many bytes of how many examined, and the first offsets."""

    encoding: str
    undecodable: int
    examined: int
    wide_characters: int
    offsets: tuple[int, ...]

    @property
    def density(self) -> float:
        return self.undecodable / max(self.examined, 1)

    @property
    def attempt(self) -> Attempt:
        return Attempt(self.encoding, "replace", self.offsets)


def encodings_to_try(open_bytes: Callable[[], BinaryIO], declared: Sequence[str]) -> Iterator[Attempt]:
    """Yield what to try until the caller is content.

    A byte order mark decides; else the declared encodings, strictly; then one that is detected, strictly; at last the
    declared ones with undecodable bytes replaced by U+FFFD, the one with the fewest first. A text that is UTF-8 but
    for a few bytes is tried as that before an encoding that finds a wrong meaning in it.
    """
    with open_bytes() as stream:
        sample = stream.read(SAMPLE_BYTES)
    for mark, encoding in BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            yield Attempt(encoding)
            yield _damage(open_bytes, encoding).attempt
            return
    ordered = _ordered(declared)
    for encoding in ordered:
        yield Attempt(encoding)
        if encoding == UTF_8 and _is_mostly_utf_8(damage := _damage(open_bytes, UTF_8)):
            yield damage.attempt
    detected = _detect(sample)
    if detected and detected not in ordered:
        yield Attempt(detected)
    for damage in sorted((_damage(open_bytes, encoding) for encoding in ordered), key=lambda damage: damage.density):
        yield damage.attempt


def encoding_label(encoding: str) -> str:
    """The name under which an encoding is reported."""
    return "utf-8" if encoding == UTF_8 else encoding


def _ordered(declared: Sequence[str]) -> list[str]:
    """UTF-8 first: it refuses what is not UTF-8, whereas GB18030 finds a meaning in nearly any bytes."""
    names = list(dict.fromkeys(_canonical(name) for name in declared))
    return sorted(names, key=lambda name: name != UTF_8)


def _canonical(name: str) -> str:
    codec = codecs.lookup(name).name
    if codec in ("utf-8", "utf-8-sig"):
        return UTF_8
    return "gb18030" if codec in SUBSETS_OF_GB18030 else codec


def looks_western(sample: bytes) -> bool:
    """Whether most bytes above ASCII are accented letters, and no UTF-8. GB18030 finds a meaning in such a text too."""
    least = len(RUN_OF_HIGH_BYTES.findall(sample)) / 2
    return len(ACCENTED.findall(sample)) > least and sample.decode("utf-8", "replace").count("\ufffd") > least


def _detect(sample: bytes) -> str | None:
    if b"\0" in sample:
        # Digits, delimiters and line ends have a zero byte in UTF-16: behind them where the low byte comes first.
        return "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"
    if looks_western(sample):
        return WESTERN
    whole_lines = sample[: sample.rfind(b"\n") + 1] or sample
    best = charset_normalizer.from_bytes(whole_lines, cp_isolation=list(DETECTABLE)).best()
    return _canonical(best.encoding) if best else None


def _is_mostly_utf_8(damage: _Damage) -> bool:
    """Three bytes of another encoding are hardly ever one character of UTF-8: such characters are strong evidence."""
    return 0 < damage.undecodable < damage.wide_characters


def _damage(open_bytes: Callable[[], BinaryIO], encoding: str) -> _Damage:
    """Read the file, or as much of it as holds `MOST_COUNTED` undecodable bytes."""
    offsets: list[int] = []
    examined = wide_characters = 0
    with open_bytes() as stream:
        for block in _blocks(stream, plain := _without_mark(encoding, stream)):
            text = block.decode(plain, "replace")
            if "\ufffd" in text:
                offsets += (examined + offset for offset in _undecodable(block, plain))
            examined += len(block)
            wide_characters += len(WIDE.findall(text))
            if len(offsets) >= MOST_COUNTED:
                break
    return _Damage(encoding, len(offsets), examined, wide_characters, tuple(offsets[:OFFSETS_KEPT]))


def _without_mark(encoding: str, stream: BinaryIO) -> str:
    """The encoding in which a part of the file can be decoded by itself."""
    if encoding == UTF_8:
        return "utf-8"
    if encoding not in ("utf-16", "utf-32"):
        return encoding
    is_big_endian = stream.read(4).startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))
    stream.seek(0)
    return f"{encoding}-be" if is_big_endian else f"{encoding}-le"


def _blocks(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    """The whole content in pieces that end with a line where that is possible, so that no character is cut."""
    line_end = "\n".encode(encoding)
    rest = b""
    while chunk := stream.read(BLOCK_BYTES):
        rest += chunk
        end = rest.rfind(line_end) + len(line_end)
        while end >= len(line_end) and end % len(line_end):
            end = rest.rfind(line_end, 0, end - 1) + len(line_end)
        if end >= len(line_end):
            yield rest[:end]
            rest = rest[end:]
        elif len(rest) > LONGEST_LINE:
            yield rest
            rest = b""
    yield rest


def _undecodable(block: bytes, encoding: str) -> Iterator[int]:
    view, start = memoryview(block), 0
    while start < len(block):
        try:
            str(view[start:], encoding)
            return
        except UnicodeDecodeError as error:
            yield start + error.start
            start += error.end
