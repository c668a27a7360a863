"""Kinds of long work for the tests; the cluster of ``run_cluster.py`` knows the same."""

import os
import time
from pathlib import Path

from portal.jobs import registry
from portal.jobs.work import ResultFile, Work
from portal.lib.policy import ALLOWED, Verdict
from portal.lib.refusal import Refused

PLAIN = "text/plain; charset=utf-8"


class Lines(Work):
    """Write ``count`` lines, one a chunk, and join them under a heading.

    ``slow_in``: a folder; each chunk says "begun" there, and the one that ``hold`` names waits while it does.
    """

    name = "tests.lines"

    def title(self, params):
        return f"{params['count']} dòng"

    def may(self, person, params):
        return ALLOWED if not params.get("forbidden") else Verdict("Không phải việc của đồng chí.")

    def plan(self, params):
        return [f"dòng {number}" for number in range(1, params["count"] + 1)]

    def run(self, params, chunk, part):
        part.write(f"{chunk}, ".encode())
        if params.get("slow_in"):
            wait_in(Path(params["slow_in"]), chunk)
        part.write(b"xong\n")

    def finish(self, params, parts, result):
        result.write("Đầu\n".encode())
        for part in parts:
            result.write(part.read())
        return ResultFile("cac-dong.txt", PLAIN)


def wait_in(folder, chunk):
    """Say in ``folder`` that a chunk is begun, by which process, and wait as long as it is held."""
    with (folder / "begun").open("a") as log:
        log.write(f"{chunk}|{os.getpid()}\n")
    until = time.monotonic() + 60
    while held_in(folder) == chunk and time.monotonic() < until:
        time.sleep(0.02)


def held_in(folder):
    return (folder / "hold").read_text() if (folder / "hold").exists() else ""


class Refusing(Lines):
    """Refuse, or break, at a chunk."""

    name = "tests.refusing"

    def run(self, params, chunk, part):
        part.write(b"half of it")
        if params.get("refuse"):
            raise Refused("Danh sách trống. Chọn đơn vị khác.")
        raise ZeroDivisionError("secret detail")


class Effect(Lines):
    """Count its runs in a file and bring no result."""

    name = "tests.effect"

    def run(self, params, chunk, part):
        with Path(params["log"]).open("a") as log:
            log.write(f"{chunk}\n")

    def finish(self, params, parts, result):
        return None


def register():
    for work in (Lines(), Refusing(), Effect()):
        registry.register(work)
