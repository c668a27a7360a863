"""Documents marked secret are never catalogued (domain reference, 7.4 [C]): the portal is no place for them."""

import re

from django.utils.translation import gettext_lazy as _

from portal.lib.vietnamese import clean

SECRET_REFUSED = _(
    "A document marked secret must not stand in the portal. Remove it and keep it as the rules on secrets say."
)

# The mark stands alone or in brackets: "MẬT", "(Tối mật)", "12-KL/TW - MẬT"; "bảo vệ bí mật nhà nước" is a subject.
_MARK = re.compile(r"(?:^|[(\[/:–—-]\s*)(?:tuyệt\s|tối\s)?mật\s*(?:$|[)\]])")


def is_marked_secret(text):
    """Tell whether a text bears the mark of a secret document."""
    return bool(_MARK.search(clean(text).lower()))
