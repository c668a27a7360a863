"""Taking a list in through the pages, as a person does."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.portal.directory.sheets import HEADINGS, workbook

IMPORT = "/directory/import/"


def upload(client, *rows, kind="people", content=None, name="list.xlsx", **said):
    """Upload a list; ``said`` are the other fields of the form."""
    data = content if content is not None else workbook(HEADINGS, *rows).getvalue()
    return client.post(IMPORT, {"kind": kind, "file": SimpleUploadedFile(name, data), **said})


def confirm(client, url, **data):
    seen = client.get(url).context["seen"]
    return client.post(url, {"seen": seen, **data}, follow=True)


def sentences(response):
    return [str(message) for message in response.context["messages"]]
