"""The form of a quarter, and how leaders without a unit are weighed, stand in the scheme: as they were in the code."""

from django.db import migrations, models

FORMS = {True: "KD-05A-2025", False: "KD-05B-2025"}  # leaders by A, others by B
OF_INDIVIDUALS = ("CENTRAL_CADRE", "LEADER", "NON_LEADER", "MEMBER_OUTSIDE")
LABEL = (
    "Cán bộ lãnh đạo, quản lý không đứng đầu tập thể nào có chương trình hành động: văn bản không nêu lấy số liệu nào "
    "cho điều kiện về địa bàn, lĩnh vực, đơn vị trực tiếp phụ trách"
)


def say_it(apps, schema_editor):
    """Write into every version what held for it: what is shipped now is then no other content than what is there."""
    for scheme in apps.get_model("evaluations", "Scheme").objects.all():
        document = scheme.document
        if not document.get("groups"):
            continue
        for frame in document.get("frames", []):
            if frame.get("code") in OF_INDIVIDUALS:
                frame.setdefault("quarter_form", FORMS[bool(frame.get("quarter_calculator"))])
        if any(each.get("figure", "").startswith("units_led_") for each in document.get("conditions", [])):
            document.setdefault("units_led", {"without": "no_suggestion", "label": LABEL, "confidence": "U"})
        scheme.save(update_fields=["document"])


def take_it_out(apps, schema_editor):
    """Take the names out that the release before does not know."""
    for scheme in apps.get_model("evaluations", "Scheme").objects.all():
        scheme.document.pop("units_led", None)
        for frame in scheme.document.get("frames", []):
            frame.pop("quarter_form", None)
        scheme.save(update_fields=["document"])


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0010_dossiers_that_left_with_their_person")]

    operations = [
        migrations.RunPython(say_it, take_it_out),
        migrations.RemoveConstraint(model_name="checklistanswer", name="evaluations_point_is_of_the_list"),
        migrations.AddConstraint(
            model_name="checklistanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("point__gte", 1), ("point__lte", 11)), name="evaluations_point_is_of_the_list"
            ),
        ),
    ]
