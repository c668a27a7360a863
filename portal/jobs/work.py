"""What a kind of long work is: the interface between an upper part and the worker that does it in chunks.

An upper part subclasses ``Work``, registers one instance in its ``AppConfig.ready`` and asks for jobs::

    registry.register(CellSlips())
    job = service.ask("commitments.cell_slips", {"org": 3, "quarter": 7}, by=person)  # redirect(job)

The worker then calls ``plan`` once, ``run`` for each chunk, ``finish`` at the end, each as a task of its own: between
two of them other jobs get their turn, and a worker that dies costs one chunk.

What an implementation may rely on, and what it must keep:

* **Once, or again.** A chunk whose worker died is run again, up to ``running.MOST_ATTEMPTS`` times, and a worker taken
  for dead may still be at it: ``run`` and ``finish`` are idempotent. What a chunk writes to ``part`` is kept whole or
  not at all; of two workers only one has its part kept.
* **Short.** A chunk takes a minute or two; after ``seconds``, or else ``Q_CLUSTER["timeout"]``, it is broken off.
* **Without a request.** Nobody is signed in and no language but the installation's is active.
* **Refusals.** ``Refused`` from any of the three ends the job, and the owner reads its text. Any other exception is
  tried again, then ends the job with a reference; its traceback goes to the log.
* Only ``JSON`` goes in: ``params`` and chunks are numbers, texts, lists, dicts. Keys of rows, not rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from portal.lib.policy import Verdict


@dataclass(frozen=True)
class ResultFile:
    """How the result is handed out: its file name, as plain as ``papers.file_name_of`` makes it, and content type."""

    name: str
    content_type: str


class Work:
    """One kind of long work; one instance is registered per kind (``portal.jobs.registry.register``)."""

    name = ""  # <app>.<what it makes>: "commitments.cell_slips"
    seconds: int | None = None  # for a piece that cannot be cut; below Q_CLUSTER["retry"]

    def title(self, params: dict) -> str:
        """Return what the owner reads: "Phiếu tiến độ quý III/2026, Chi bộ khu phố 1"; at most 300 signs."""
        raise NotImplementedError

    def may(self, person, params: dict) -> Verdict:
        """Answer whether ``person`` may have this: when it is asked for, and again when the result is fetched."""
        raise NotImplementedError

    def unit_path(self, params: dict) -> str:
        """Return the path of the unit whose trail shows asking and fetching; empty where there is none."""
        return ""

    def next_url(self, params: dict) -> str:
        """Return where the owner goes on once it has ended, for work that brings no file; empty where nowhere."""
        return ""

    def plan(self, params: dict) -> list:
        """Return the chunks, each JSON, of a minute or two at most. An empty list goes straight to ``finish``."""
        raise NotImplementedError

    def run(self, params: dict, chunk: Any, part: BinaryIO) -> None:
        """Do one chunk; ``part`` takes what it brings, nothing where the effect lies elsewhere."""
        raise NotImplementedError

    def finish(self, params: dict, parts: Iterator[BinaryIO], result: BinaryIO) -> ResultFile | None:
        """Join the parts into ``result`` and return how it is handed out; None where there is no file.

        ``parts`` are in the order of the chunks, each open only while it is the current one: memory stays flat.
        """
        return None
