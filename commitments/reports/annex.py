"""The lists annexed to a report: counted while they are gathered, read as often as needed, never held in memory."""

import pickle
import weakref
from io import SEEK_END
from tempfile import SpooledTemporaryFile

_IN_MEMORY = 256 * 1024  # bytes; what is longer goes to a file that vanishes with the list


class Lines:
    """The lines of one list in their order, each a tuple of texts, numbers and dates; read back with their number.

    >>> lines = Lines()
    >>> lines.add(("Lê An", "1985"))
    >>> list(lines)
    [(1, 'Lê An', '1985')]
    """

    def __init__(self):
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  closed with the list
        self._count = 0
        weakref.finalize(self, self._file.close)

    def add(self, line):
        self._file.seek(0, SEEK_END)
        pickle.dump(line, self._file, pickle.HIGHEST_PROTOCOL)
        self._count += 1

    def __len__(self):
        return self._count

    def __iter__(self):
        place = 0  # kept here, so that two may read the list at once
        for number in range(1, self._count + 1):
            self._file.seek(place)
            line = pickle.load(self._file)  # noqa: S301  written by ``add``
            place = self._file.tell()
            yield (number, *line)
