"""``python -m tests.bench [NAME…]``: run the named benchmarks, or all of them."""

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
    for name in wanted:
        for figure in importlib.import_module(f"tests.bench.{name}").figures():
            print(figure.line(), file=out, flush=True)
            short += not figure.is_ok
    return short


def main(arguments):
    unknown = sorted(set(arguments) - set(names()))
    if unknown:
        sys.exit(f"There is no benchmark called {', '.join(unknown)}. There are: {', '.join(names())}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    sys.exit(1 if run(arguments or names()) else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
