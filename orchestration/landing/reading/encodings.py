"""Which encodings to try on a text file, and in which order. Reads bytes; decodes nothing for keeps."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import charset_normalizer

UTF_8 = "utf-8-sig"  # reads UTF-8 with a byte order mark and without
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, UTF_8), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SUBSETS_OF_GB18030 = ("gb2312", "gbk")
DETECTABLE = ("utf_8", "gb18030", "big5")
SAMPLE_BYTES = 64 * 1024
CHUNK_BYTES = 1024 * 1024


def encodings_to_try(open_bytes: Callable[[], BinaryIO], declared: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (encoding, how to treat undecodable bytes) until the caller is content.

    A byte order mark decides; else the declared encodings, strictly; then one that is detected, strictly; at last the
    declared one in which the fewest bytes are undecodable, with those replaced by U+FFFD.
    """
    with open_bytes() as stream:
        sample = stream.read(SAMPLE_BYTES)
    for mark, encoding in BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            yield encoding, "strict"
            yield encoding, "replace"
            return
    ordered = _ordered(declared)
    for encoding in ordered:
        yield encoding, "strict"
    detected = _detect(sample)
    if detected and detected not in ordered:
        yield detected, "strict"
    yield min(ordered, key=lambda encoding: _count_undecodable(open_bytes, encoding)), "replace"


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


def _detect(sample: bytes) -> str | None:
    whole_lines = sample[: sample.rfind(b"\n") + 1] or sample
    best = charset_normalizer.from_bytes(whole_lines, cp_isolation=list(DETECTABLE)).best()
    return _canonical(best.encoding) if best else None


def _count_undecodable(open_bytes: Callable[[], BinaryIO], encoding: str) -> int:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    count = 0
    with open_bytes() as stream:
        while chunk := stream.read(CHUNK_BYTES):
            count += decoder.decode(chunk).count("\ufffd")
    return count + decoder.decode(b"", final=True).count("\ufffd")
