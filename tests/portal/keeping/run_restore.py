"""A restore on the test database, started by ``test_backup.py`` as a process of its own, that kills itself on the way.

Arguments: the backup; where to die ("unpacked", "bringing", "loading", "loaded", "committed").
"""

import os
import signal
import sys

import django

django.setup()

from portal.keeping import archive, backup, databases, files  # noqa: E402 -- only once the apps are there

PATH, PLACE = sys.argv[1:]


def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)


def after(module, name):
    """Have the process die as soon as a function has done its work."""
    act = getattr(module, name)

    def act_and_die(*arguments, **options):
        act(*arguments, **options)
        die()

    setattr(module, name, act_and_die)


match PLACE:
    case "unpacked":
        after(archive, "unpack")
    case "bringing":
        after(files, "_link_or_copy")
    case "loading":
        databases.PAGES = 20
        databases._piece_done = die
    case "loaded":
        after(backup.trail, "note")
    case "committed":
        files.put_aside = die
backup.restore(PATH)
