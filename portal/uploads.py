"""How much one request may bring: what lies beyond every limit is refused before it fills the disk."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# Above every limit of a form, so that a file somewhat too large still gets its form's own sentence.
LARGEST_REQUEST = 64 * 1024 * 1024


class BoundedUploadHandler(FileUploadHandler):
    """Stands first: refuses a request by its length, and leaves its files to the handlers after it."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803 - Django's
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig("The request is larger than any form of the portal takes.")

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
