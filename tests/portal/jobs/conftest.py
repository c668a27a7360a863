import pytest

from portal.jobs import files, registry
from portal.jobs.models import Job
from tests.portal.jobs import kinds


@pytest.fixture(autouse=True)
def _known_kinds(monkeypatch):
    """Make the kinds of the tests known, for as long as one of them runs."""
    monkeypatch.setattr(registry, "_works", dict(registry._works))
    kinds.register()


@pytest.fixture
def result_of():
    """Return a function that reads the bytes of a job's result."""
    return lambda job: files.path_of(Job.objects.get(pk=job.pk), files.RESULT).read_bytes()


@pytest.fixture
def names_of():
    """Return a function that names the files of a job, drafts too."""
    return lambda job: sorted(path.name for path in (files.root() / job.folder).glob("*"))
