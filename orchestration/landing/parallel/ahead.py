"""Which files of a pass go to workers, under which number, and how the pass gets them back."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import rmtree

from orchestration import progress
from orchestration.durable import put_in_place, replacing
from orchestration.landing import lake
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.known_content import KnownContent
from orchestration.landing.landing_zone import fingerprint, printable_name, read_identity
from orchestration.landing.ledger import Ledger, LedgerEntry
from orchestration.landing.parallel.tasks import Hiring, Progress, Task, Worker, WorkerDiedError
from orchestration.landing.transform import Provenance
from orchestration.landing.writing import Treatment, now_in_words

Identity = tuple[os.stat_result, str]

LEAST_BYTES = 1024 * 1024  # of a file that is worth a worker
LEAST_BYTES_TOGETHER = 32 * 1024 * 1024  # of the files that are worth the second in which workers start


@dataclass
class _File:
    """A file of the pass. `brings_load`: whether a load is expected of it; `ended`: what a worker answered."""

    path: Path
    place: int
    identity: Identity | None = None
    brings_load: bool = False
    is_handed_over: bool = False
    task: Task | None = None
    began: float = 0
    told: Progress = field(default_factory=Progress)
    ended: LedgerEntry | BaseException | None = None


class Ahead:
    """The files of a pass, in the order in which it comes to them; `with` ends the workers."""

    def __init__(
        self,
        files: Sequence[Path],
        zone: Path,
        folder: Path,
        treatment: Treatment,
        ledger: Ledger,
        known: KnownContent,
        workers: Sequence[Worker] = (),
    ) -> None:
        """`folder` is the feed's in the lake; workers write into folders within it."""
        self._zone, self._folder, self._treatment, self._ledger, self._known = zone, folder, treatment, ledger, known
        self._files = {path: _File(path, place) for place, path in enumerate(files)}
        self._in_order = list(self._files.values())
        self._examined = 0
        self._expected: set[str] = set()  # contents of the loads that files ahead are to become
        self._waiting: deque[_File] = deque()
        self._at, self._next_sequence = 0, ledger.next_sequence
        self._busy, self._is_paused, self._is_over = 0, False, False
        self._changed = threading.Condition()
        self._workers = workers
        self._threads = [threading.Thread(target=self._employ, args=(worker,), daemon=True) for worker in workers]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End all workers, whatever they are at."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
        for worker in self._workers:
            worker.close()
        for thread in self._threads:
            thread.join()

    def reach(self, path: Path) -> None:
        """The pass comes to this file; all before it are decided."""
        with self._changed:
            self._at, self._next_sequence = self._files[path].place, self._ledger.next_sequence
        self._look_ahead()

    def identity(self, path: Path) -> Identity:
        """What `read_identity` says of a file; it is not read again where it was looked at before."""
        found = self._files[path].identity
        with suppress(OSError):
            if found and fingerprint(path.stat()) == fingerprint(found[0]):
                return found
        return read_identity(path, self._zone, self._known)

    def has(self, path: Path, before: os.stat_result) -> bool:
        """Whether a worker was given the file as it was `before`."""
        file = self._files[path]
        return file.is_handed_over and file.identity is not None and file.identity[0] is before

    def take(self, path: Path, origin: Provenance) -> LedgerEntry:
        """Wait for a file that a worker was given, move its rows into place as the load of `origin`.

        Raises what kept the file from landing; `FileRejectedError`, too, where two workers in turn died of it.
        """
        file = self._files[path]
        self._wait_for(file)
        ended = self._landed_alone(file, origin) if isinstance(file.ended, WorkerDiedError) else file.ended
        assert file.task is not None and ended is not None
        if isinstance(ended, BaseException):
            raise ended
        self._put_in_place(file.task, origin)
        return replace(ended, load_id=origin.load_id, load_sequence=origin.load_sequence, received_at=now_in_words())

    def _look_ahead(self) -> None:
        """Look at the files to come until there is one for each worker."""
        if not self._workers:
            return
        self._examined = max(self._examined, self._at)
        while self._examined < len(self._in_order) and len(self._waiting) < len(self._workers):
            file = self._in_order[self._examined]
            self._examined += 1
            self._examine(file)

    def _examine(self, file: _File) -> None:
        try:
            stat, content_hash = file.identity = read_identity(file.path, self._zone, self._known)
        except (FileRejectedError, FileNotFoundError):
            return
        contract = self._treatment.contract
        name = printable_name(file.path, self._treatment.token_key)
        known = self._ledger.entry_for(contract.feed, name, content_hash)
        if not stat.st_size or self._ledger.loaded_with(content_hash) or content_hash in self._expected:
            return
        # what was refused will be refused again, by the same contract
        was_refused = known is not None and (known.status, known.contract_hash) == ("rejected", contract.content_hash)
        with self._changed:
            file.brings_load = not was_refused
            if file.brings_load:
                self._expected.add(content_hash)
            if stat.st_size >= LEAST_BYTES:
                file.is_handed_over = True
                self._waiting.append(file)
                self._changed.notify_all()

    def _employ(self, worker: Worker) -> None:
        while (file := self._next()) is not None and file.task is not None:
            ended = self._ended(worker, file, file.task)
            with self._changed:
                file.ended, file.brings_load = ended, isinstance(ended, (LedgerEntry, WorkerDiedError))
                self._busy -= 1
                self._changed.notify_all()

    def _next(self) -> _File | None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or (self._waiting and not self._is_paused))
            if self._is_over:
                return None
            file = self._waiting.popleft()
            file.task, file.began = self._task(file, self._probable_sequence(file)), time.monotonic()
            self._busy += 1
            self._changed.notify_all()
            return file

    def _probable_sequence(self, file: _File) -> int:
        return self._next_sequence + sum(each.brings_load for each in self._in_order[self._at : file.place])

    def _task(self, file: _File, sequence: int) -> Task:
        assert file.identity is not None
        before, content_hash = file.identity
        name = printable_name(file.path, self._treatment.token_key)
        origin = Provenance.of(self._treatment.contract.feed, sequence, name, content_hash)
        return Task(file.path, before, self._folder / str(file.place), origin)

    def _ended(self, worker: Worker, file: _File, task: Task) -> LedgerEntry | BaseException:
        def tell(told: Progress) -> None:
            with self._changed:
                file.told = told
                self._changed.notify_all()

        try:
            task.folder.mkdir(exist_ok=True)
            return worker.land(task, tell)
        except BaseException as error:
            return error

    def _wait_for(self, file: _File) -> None:
        while True:
            self._look_ahead()
            with self._changed:
                if file.ended is not None:
                    return
                self._changed.wait()
                told, began, at_once = file.told, file.began, self._busy
            if began:
                detail = f"{at_once} files at a time" if at_once > 1 else ""
                progress.follow(told.rows, told.share, began, detail)

    def _landed_alone(self, file: _File, origin: Provenance) -> LedgerEntry | BaseException:
        """Land a file again of which a worker died, with no other at work that takes memory."""
        with self._changed:
            self._is_paused = True
            self._changed.wait_for(lambda: self._busy == 0)
        try:
            file.task = self._task(file, origin.load_sequence)
            rmtree(file.task.folder)
            ended = self._ended(self._workers[0], file, file.task)
        finally:
            with self._changed:
                self._is_paused = False
                self._changed.notify_all()
        return FileRejectedError(_died(ended)) if isinstance(ended, WorkerDiedError) else ended

    def _put_in_place(self, task: Task, origin: Provenance) -> None:
        written = lake.load_path(task.folder, task.origin.load_id)
        target = lake.load_path(self._folder.parent, origin.load_id)
        if task.origin == origin:
            put_in_place(written, target)
        else:
            with replacing(target) as temporary:
                lake.rewrite(written, temporary, origin.given_to)
        rmtree(task.folder)


@contextmanager
def landing_ahead(
    files: Sequence[Path],
    zone: Path,
    folder: Path,
    treatment: Treatment,
    ledger: Ledger,
    known: KnownContent,
    hire: Hiring,
    most_workers: int,
) -> Iterator[Ahead]:
    """The files of a pass over a feed whose rows go to `folder`, with workers where there is enough for several."""
    sizes = list(_sizes_of_new(files, treatment.contract.feed, treatment.token_key, ledger, known))
    count = min(most_workers, len(sizes))
    if count < 2 or sum(sizes) < LEAST_BYTES_TOGETHER:
        yield Ahead(files, zone, folder, treatment, ledger, known)
        return
    with lake.workers_folder(folder) as beside:
        ahead = Ahead(files, zone, beside, treatment, ledger, known, hire(treatment, count))
        try:
            yield ahead
        finally:
            ahead.close()


def _sizes_of_new(
    files: Sequence[Path], feed: str, token_key: str, ledger: Ledger, known: KnownContent
) -> Iterator[int]:
    """The sizes of the files worth a worker that are not known to have landed; none is read for it."""
    for path in files:
        with suppress(OSError):
            stat = path.stat()
            if stat.st_size < LEAST_BYTES:
                continue
            content_hash = known.hash_of(stat)
            if not content_hash or not ledger.loaded_with(content_hash):
                yield stat.st_size


def _died(error: WorkerDiedError) -> str:
    return (
        f"the process that read it ended before it was done, twice ({error}), as happens where memory runs out; give "
        "the machine more memory, set COMPLAINTS_LANDING_WORKERS=1, or split the file; it lands in the next run"
    )
