"""The typeface of the papers: complete, the same on every machine, and refused where it is not."""

import shutil

import pytest
from fontTools.ttLib import TTFont

from portal.printing import fonts


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fonts")
    fonts.build(to=folder)
    return folder


def office(tmp_path, built):
    """Return a folder with four files named as an office might."""
    folder = tmp_path / "office"
    folder.mkdir()
    for name, file in zip(["a.ttf", "b.ttf", "c.TTF", "d.ttf"], sorted(built.glob("*.ttf")), strict=True):
        shutil.copy(file, folder / name)
    return folder


def test_vietnamese_adds_134_letters():
    assert len(fonts.LETTERS) == 134
    assert [letter for letter in "ăĐđỗỮỵ" if letter not in fonts.LETTERS] == []


def test_every_face_has_every_letter_and_a_name_of_its_own(built):
    faces = [TTFont(built / f"{name}.ttf") for name in fonts.FACES.values()]

    assert [[c for c in [*fonts.LETTERS, *"“”–…☐☑"] if ord(c) not in face.getBestCmap()] for face in faces] == [[]] * 4
    assert [face["name"].getDebugName(6) for face in faces] == list(fonts.FACES.values())


def test_building_again_writes_nothing_and_elsewhere_the_same_bytes(built, tmp_path):
    assert fonts.build(to=built) == 0
    assert fonts.build(to=tmp_path) == 4
    assert [(tmp_path / f.name).read_bytes() == f.read_bytes() for f in sorted(built.glob("*.ttf"))] == [True] * 4


def test_the_office_files_are_taken_whatever_their_names(built, tmp_path):
    folder = office(tmp_path, built)

    assert fonts.build(office_folder=folder, to=tmp_path / "out") == 4
    assert sorted(p.name for p in (tmp_path / "out").glob("*.ttf")) == sorted(f"{n}.ttf" for n in fonts.FACES.values())


def test_an_office_face_that_lacks_letters_is_refused(built, tmp_path):
    folder = office(tmp_path, built)
    font = TTFont(folder / "a.ttf")
    for table in font["cmap"].tables:
        table.cmap.pop(ord("ỗ"), None)
    font.save(folder / "a.ttf")

    with pytest.raises(fonts.FontProblem, match=r"a\.ttf lacks 1 signs that papers need \(ỗ\)"):
        fonts.build(office_folder=folder, to=tmp_path / "out")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda folder: (folder / "b.ttf").unlink(), "has no face for: Bold"),
        (lambda folder: shutil.copy(folder / "a.ttf", folder / "e.ttf"), "e.ttf and a.ttf are both Bold"),
        (lambda folder: (folder / "b.ttf").write_text("no font"), "b.ttf is not a font that can be read"),
        (shutil.rmtree, "which is not a folder"),
    ],
)
def test_an_incomplete_office_folder_is_refused(built, tmp_path, spoil, says):
    folder = office(tmp_path, built)
    spoil(folder)

    with pytest.raises(fonts.FontProblem, match=says):
        fonts.build(office_folder=folder, to=tmp_path / "out")


def test_registering_twice_gives_the_same_family(built, settings):
    settings.FONT_DIR = built

    assert [fonts.register(), fonts.register()] == ["Portal-Serif", "Portal-Serif"]
    assert [fonts.draws(sign) for sign in "ệ☐漢"] == [True, True, False]
