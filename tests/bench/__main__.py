"""``python -m tests.bench [NAME[:SIZE]…]``: run the named benchmarks, or all of them; some take a size."""

import importlib
import os
import pkgutil
import sys

import django

from tests import bench


def names():
    """Return the benchmarks there are, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_"))


def run(wanted, out=sys.stdout):
    """Print one line a figure and return how many fell short."""
    print(bench.HEADER, file=out)
    short = 0
    for name, size in map(_parts, wanted):
        for figure in importlib.import_module(f"tests.bench.{name}").figures(*size):
            print(figure.line(), file=out, flush=True)
            short += not figure.is_ok
    return short


def _parts(argument):
    """Return the name and the sizes given with it: ``pages:250000`` gives ``("pages", [250000])``."""
    name, _colon, size = argument.partition(":")
    return name, [int(size)] if size.isdecimal() else []


def main(arguments):
    unknown = sorted({name for name, _size in map(_parts, arguments)} - set(names()))
    if unknown:
        sys.exit(f"There is no benchmark called {', '.join(unknown)}. There are: {', '.join(names())}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    sys.exit(1 if run(arguments or names()) else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
