"""The first list of organisation types and tier rules (domain reference, 4.3 and 5.2): a committee may change both."""

import datetime

from django.db import migrations

# code, label, level, other words in lists, valid from, valid to, confidence
TYPES = [
    (
        "PROVINCE",
        "Đảng bộ tỉnh, thành phố",
        "province",
        ["Tỉnh ủy", "Thành ủy", "Đảng bộ tỉnh", "Đảng bộ thành phố"],
        None,
        None,
        "C",
    ),
    ("PROV_PARTY_AGENCIES", "Đảng bộ các cơ quan Đảng tỉnh", "upper", [], (2025, 2, 1), None, "C"),
    ("PROV_PC", "Đảng bộ Ủy ban nhân dân tỉnh", "upper", [], (2025, 2, 1), None, "C"),
    ("UPPER", "Đảng bộ cấp trên trực tiếp cơ sở", "upper", [], None, None, "C"),
    (
        "COMMUNE",
        "Đảng bộ xã, phường, đặc khu",
        "grassroots",
        ["Đảng bộ phường", "Đảng bộ xã", "Đảng bộ đặc khu"],
        (2025, 7, 1),
        None,
        "C",
    ),
    ("DISTRICT", "Đảng bộ huyện, quận, thị xã", "upper", ["Huyện ủy", "Quận ủy", "Thị ủy"], None, (2025, 7, 1), "C"),
    ("GRASSROOTS_BRANCH", "Đảng bộ cơ sở", "grassroots", [], None, None, "C"),
    ("SUB_BRANCH", "Đảng bộ bộ phận", "sub_branch", ["Đảng bộ trực thuộc cơ sở"], None, None, "P"),
    ("GRASSROOTS_CELL", "Chi bộ cơ sở", "cell", [], None, (2026, 8, 1), "P"),
    ("CELL", "Chi bộ", "cell", ["Chi bộ trực thuộc"], None, None, "C"),
]

# organisation type, roles, tier, managed by. A first proposal of the domain reference, 4.3 [P].
TIERS = [
    (["PROVINCE"], ["secretary", "deputy_secretary", "standing_member"], "CENTRAL", "outside"),
    (["PROVINCE"], ["committee_member"], "PROVINCE_SC", "itself"),
    (["PROV_PARTY_AGENCIES", "PROV_PC", "UPPER", "COMMUNE"], ["secretary", "deputy_secretary"], "PROVINCE_SC", "superior"),
    (["PROV_PARTY_AGENCIES", "PROV_PC", "UPPER", "COMMUNE"], ["standing_member", "committee_member"], "DIRECT_SC", "itself"),
    (["GRASSROOTS_BRANCH"], ["secretary", "deputy_secretary"], "DIRECT_SC", "superior"),
    (["GRASSROOTS_BRANCH"], ["standing_member", "committee_member"], "GRASSROOTS", "itself"),
    (["SUB_BRANCH"], ["secretary", "deputy_secretary"], "GRASSROOTS", "superior"),
    (["SUB_BRANCH"], ["standing_member", "committee_member"], "GRASSROOTS", "itself"),
    (["CELL", "GRASSROOTS_CELL"], ["cell_secretary", "cell_deputy_secretary"], "GRASSROOTS", "superior"),
]  # fmt: skip


def day(parts):
    return datetime.date(*parts) if parts else None


def fill(apps, schema_editor):
    OrgType = apps.get_model("directory", "OrgType")
    TierRule = apps.get_model("directory", "TierRule")
    types = {
        code: OrgType.objects.create(
            code=code,
            label=label,
            level=level,
            aliases=aliases,
            valid_from=day(valid_from),
            valid_to=day(valid_to),
            confidence=confidence,
        )
        for code, label, level, aliases, valid_from, valid_to, confidence in TYPES
    }
    TierRule.objects.bulk_create(
        TierRule(role=role, org_type=types[code], tier=tier, managed_by=managed_by)
        for codes, roles, tier, managed_by in TIERS
        for code in codes
        for role in roles
    )


def empty(apps, schema_editor):
    apps.get_model("directory", "TierRule").objects.all().delete()
    apps.get_model("directory", "OrgType").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_binary_collation")]

    operations = [migrations.RunPython(fill, empty)]
