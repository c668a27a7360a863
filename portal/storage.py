"""Static files as they are served: hashed names, compressed, and the stylesheet in one piece."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/portal.css"
IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)


class OneStylesheetStorage(CompressedManifestStaticFilesStorage):
    """Put the parts of the stylesheet in place of its ``@import`` lines, then name every file by its content.

    A browser would fetch the parts one by one, each after it has read the line before. Where nothing is collected
    (tests, development) the lines are followed as they stand.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        if STYLESHEET in paths and not dry_run:
            paths = self._with_one_stylesheet(paths)
        yield from super().post_process(paths, dry_run, **options)

    def _with_one_stylesheet(self, paths):
        """Write the whole stylesheet and return ``paths`` with it in place of its parts."""

        # Always from the sources: what lies in the served folder may have been joined by the run before.
        def source(name):
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        entry = source(STYLESHEET)
        parts = {f"css/{name}" for name in IMPORT.findall(entry)}
        self.delete(STYLESHEET)
        self._save(STYLESHEET, ContentFile(IMPORT.sub(lambda line: source(f"css/{line[1]}"), entry).encode()))
        return {name: found for name, found in paths.items() if name not in parts} | {STYLESHEET: (self, STYLESHEET)}
