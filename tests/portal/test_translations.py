"""The catalogue of texts: what is extracted, filled, refused and compiled."""

import gettext

import pytest

from portal import translations


@pytest.fixture
def base(tmp_path):
    (tmp_path / "portal").mkdir()
    (tmp_path / "templates").mkdir()
    return tmp_path


def texts(base):
    return [(message.id, message.context) for message in translations.extracted(base) if message.id]


def catalog_of(tmp_path, content):
    path = tmp_path / "some.po"
    path.write_text(content, encoding="utf-8")
    return translations.read(path)


def test_python_gives_plain_plural_and_contextual_texts(base):
    (base / "portal" / "some.py").write_text(
        '_("Open " "it")\nngettext("%(n)s day", "%(n)s days", 2)\npgettext("verb", "Return")\nother("No")\n'
    )

    assert texts(base) == [("Open it", None), (("%(n)s day", "%(n)s days"), None), ("Return", "verb")]


def test_templates_give_their_texts_whatever_stands_around_them(base):
    (base / "templates" / "page.html").write_text(
        '  <p title="{% translate "A cell" context "unit" %}">\u00a0it\'s\n'
        "{% blocktranslate trimmed with name=who count n=days %}\n  {{ name }}: one\n  day\n"
        "{% plural %}\n  {{ name }}: {{ n }} days\n{% endblocktranslate %}\n"
        '      {% include "x.html" with label=_("Search") %}\n   </p>\n',
        encoding="utf-8",
    )

    assert texts(base) == [
        ("A cell", "unit"),
        (("%(name)s: one day", "%(name)s: %(n)s days"), None),
        ("Search", None),
    ]


def test_filling_takes_exact_matches_and_the_latest_wins(base, tmp_path):
    (base / "portal" / "some.py").write_text('_("Open")\nngettext("%(n)s day", "%(n)s days", 2)\n_("Opened")\n')
    first = catalog_of(tmp_path, 'msgid "Open"\nmsgstr "Mo"\n\nmsgid "Gone"\nmsgstr "Mất"\n')
    second = catalog_of(
        tmp_path,
        'msgid "Open"\nmsgstr "Mờ"\n\nmsgid "Open"\nmsgstr "Mở"\n\n'
        'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s ngày"\n',
    )

    catalog = translations.filled(translations.extracted(base), first, second)

    assert [(message.id, message.string) for message in catalog if message.id] == [
        ("Open", "Mở"),
        (("%(n)s day", "%(n)s days"), ("%(n)s ngày",)),
        ("Opened", None),
    ]


def test_each_fault_is_named(base, tmp_path):
    (base / "portal" / "some.py").write_text('_("A")\n_("B")\n_("%(name)s is here")\n_("New")\n_("Good")\n')
    catalog = catalog_of(
        tmp_path,
        'msgid "A"\nmsgstr ""\n\n#, fuzzy\nmsgid "B"\nmsgstr "Bê"\n\nmsgid "%(name)s is here"\n'
        'msgstr "%(ten)s ở đây"\n\nmsgid "Gone"\nmsgstr "Mất"\n\n'
        'msgid "Good"\nmsgstr "Tốt"\n\n#~ msgid "Old"\n#~ msgstr "Cũ"\n',
    )

    found = translations.faults(translations.extracted(base), catalog)

    assert found == translations.Faults(
        missing=["A"], fuzzy=["B"], obsolete=["Gone", "Old"], unlisted=["New"], placeholders=["%(name)s is here"]
    )


def test_writing_twice_gives_the_same_bytes(base, tmp_path):
    (base / "portal" / "some.py").write_text('_("Hai")\n_("Ba")\n')
    path = tmp_path / "vi" / "django.po"

    translations.write(translations.extracted(base), path)
    first = path.read_bytes()
    translations.write(translations.filled(translations.extracted(base), translations.read(path)), path)

    assert path.read_bytes() == first


def test_compiling_leaves_out_what_has_no_vietnamese(base, tmp_path):
    catalog = catalog_of(
        tmp_path,
        'msgid "Open"\nmsgstr "Mở"\n\nmsgid "day"\nmsgid_plural "days"\nmsgstr[0] ""\n\n'
        '#, fuzzy\nmsgid "B"\nmsgstr "Bê"\n',
    )
    path = tmp_path / "vi" / "django.mo"

    count = translations.compile_to(catalog, path)

    with path.open("rb") as compiled:
        vietnamese = gettext.GNUTranslations(compiled)
    assert count == 1
    assert [vietnamese.gettext(t) for t in ("Open", "B")] == ["Mở", "B"]
    assert vietnamese.ngettext("day", "days", 2) == "days"
