"""Open what lies in compressed files as streams. Nothing is unpacked to disk, and no stream grows beyond reason."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

from orchestration import progress
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.failures import reading_errors_as_rejections
from orchestration.landing.shown import listed, spelt_out
from orchestration.personal_data.masking import redact

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER_BYTES = 1024 * 1024
ALWAYS_ALLOWED_BYTES = 256 * 1024 * 1024
MOST_TIMES_LARGER = 200
READABLE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED, UTF_8_NAME = 0x1, 0x800  # bits of a zip entry's flags


def open_plain(path: Path) -> BinaryIO:
    """The bytes of a file as they are."""
    return io.BufferedReader(_Watched(path), BUFFER_BYTES)


def open_gzip(path: Path) -> BinaryIO:
    """The content of a gzip file. Reading raises `FileRejectedError` once it has grown beyond `expansion_limit`."""
    return limited(gzip.open(path, "rb"), expansion_limit(path))


class _Watched(io.FileIO):
    """A file of which it is told how much is read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "rb")
        self._size = max(path.stat().st_size, 1)

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        count = super().readinto(buffer)
        progress.reading(self.tell() / self._size)
        return count


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip file. What the library raises for a damaged one becomes `FileRejectedError`."""
    try:
        with reading_errors_as_rejections(), zipfile.ZipFile(path) as archive:
            yield archive
    except (ValueError, LookupError, OverflowError, RuntimeError, struct.error) as error:
        raise FileRejectedError("the zip is damaged; copy or export the file again") from error


def open_member(path: Path, name: str) -> BinaryIO:
    """One member of a zip file; limited as `open_gzip` is, whatever size the archive declares."""
    with open_archive(path) as archive:
        # the standard library is typed as if this were any stream of bytes
        return limited(cast(zipfile.ZipExtFile, archive.open(name)), expansion_limit(path))


def only_member(path: Path) -> tuple[str, Callable[[], BinaryIO]]:
    """Name of the one data file that a zip holds, and how to open it.

    Raises `FileRejectedError` where it holds none or several, is encrypted or declares to be a bomb.
    """
    with open_archive(path) as archive:
        members = [member for member in archive.infolist() if _is_data(member)]
        refuse_bomb(path, members)
    if len(members) != 1:
        names = listed(sorted(_shown(member) for member in members)) or "none"
        raise FileRejectedError(f"a zip must hold one data file, this one holds {names}; drop each file by itself")
    (member,) = members
    if member.flag_bits & ENCRYPTED:
        raise FileRejectedError("the zip is protected by a password; unpack it and drop the file itself")
    if member.compress_type not in READABLE_METHODS:
        raise FileRejectedError("the zip uses a compression that is not read here; unpack it and drop the file itself")
    return _readable_name(member), partial(open_member, path, member.filename)


def refuse_bomb(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Raise `FileRejectedError` when the declared sizes alone exceed `expansion_limit`."""
    if sum(member.file_size for member in members) > expansion_limit(path):
        raise bomb(expansion_limit(path))


def expansion_limit(path: Path) -> int:
    """How many bytes a compressed file may expand to."""
    return max(ALWAYS_ALLOWED_BYTES, MOST_TIMES_LARGER * path.stat().st_size)


def limited(stream: io.BufferedIOBase, limit: int) -> BinaryIO:
    """The same stream, whose reading raises `FileRejectedError` after `limit` bytes."""
    return io.BufferedReader(_Limited(stream, limit), BUFFER_BYTES)


class _Limited(io.RawIOBase):
    """Counts what is read of a compressed stream, because sizes that an archive declares may lie."""

    def __init__(self, stream: io.BufferedIOBase, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._farthest = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer) -> int:
        count = self._stream.readinto(buffer)
        self._farthest = max(self._farthest, self._stream.tell())
        if self._farthest > self._limit:
            raise bomb(self._limit)
        return count

    def close(self) -> None:
        self._stream.close()
        super().close()


def bomb(limit: int) -> FileRejectedError:
    """Why a file whose content is larger than so many bytes is not read."""
    return FileRejectedError(
        f"expands to more than {limit // 1024**2} MB, over {MOST_TIMES_LARGER} times its size, and looks like a "
        "decompression bomb; export it uncompressed"
    )


def _is_data(member: zipfile.ZipInfo) -> bool:
    """Folders, hidden files and what macOS adds are no data."""
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    return not member.is_dir() and "__MACOSX" not in parts and not parts[-1].startswith((".", "~$"))


def _readable_name(member: zipfile.ZipInfo) -> str:
    """Names that are not marked as UTF-8 are in the code page of the computer that made the archive."""
    if member.flag_bits & UTF_8_NAME:
        return member.filename
    raw = member.filename.encode("cp437", "replace")
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return member.filename


def _shown(member: zipfile.ZipInfo) -> str:
    return spelt_out(redact(PurePosixPath(_readable_name(member).replace("\\", "/")).name))
