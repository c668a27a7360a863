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
            self._join_stylesheet(paths)
        yield from super().post_process(paths, dry_run, **options)

    def _join_stylesheet(self, paths):
        # Always from the sources: what lies in the served folder may have been joined by the run before.
        def source(name):
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        whole = IMPORT.sub(lambda line: source(f"css/{line[1]}"), source(STYLESHEET))
        self.delete(STYLESHEET)
        self._save(STYLESHEET, ContentFile(whole.encode()))
