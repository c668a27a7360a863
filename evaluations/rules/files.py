"""A scheme as a JSON file: read without losing anything, written in the order in which people read it."""

import json
from math import isfinite
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from evaluations.rules.faults import Fault, SchemeFault
from portal.lib.vietnamese import clean

LARGEST = 1_000_000  # bytes
# Keys in the order of a file; others follow as they stand.
ORDER = (
    *("code", "name", "level", "good_level", "frames", "group", "kind", "label", "short", "annex", "subject", "form"),
    *("quarter_form", "points_on", "share"),
    *("peer_group", "minimum", "maximum", "mode", "step", "bands", "percent", "base", "figure", "operator", "value"),
    *("if_any", "computed", "exception", "active", "calculator", "quarter_calculator", "criteria", "items", "axes"),
    *("scale", "levels", "groups", "degrees", "degree_rules", "conditions", "forced", "quota", "fall_through"),
    *("units_led", "without"),
    *("quarters", "correction", "source", "valid_from", "valid_to", "confidence", "note"),
)
_PLACE = {key: place for place, key in enumerate(ORDER)}


def read(content: bytes) -> Any:
    """Return the document of a file, its texts cleaned; what is null is left out.

    Raises ``SchemeFault`` where it is no JSON, or says a name twice.
    """
    if len(content) > LARGEST:
        raise SchemeFault([Fault("", _("The file is too large for a scheme."))])
    try:
        text = content.decode("utf-8-sig")
        return _cleaned(json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_float))
    except UnicodeDecodeError as error:
        raise SchemeFault([Fault("", _("The file is not a text in UTF-8."))]) from error
    except json.JSONDecodeError as error:
        place = _("line %(line)s, column %(column)s") % {"line": error.lineno, "column": error.colno}
        raise SchemeFault(
            [Fault(place, _("Here the file is no longer JSON. Look for a missing comma or bracket."))]
        ) from error
    except ValueError as error:  # a number of thousands of digits
        raise SchemeFault([Fault("", _("The file holds a number that is too long."))]) from error
    except RecursionError as error:
        raise SchemeFault([Fault("", _("The file is nested too deeply for a scheme."))]) from error


def written(document: dict[str, Any]) -> str:
    """Return a document as the text of a file; reading it gives the same document."""
    return json.dumps(_in_order(document), ensure_ascii=False, indent=2) + "\n"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise SchemeFault([Fault(key, _("This name stands twice in the same object."))])
        found[key] = value
    return found


def _float(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _no_number(text)


def _no_number(text: str) -> NoReturn:
    raise SchemeFault([Fault("", _("“%(text)s” is not a number.") % {"text": text[:40]})])


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(each) for key, each in value.items() if each is not None}
    return value


def _in_order(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_order(each) for each in value]
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: _PLACE.get(key, len(ORDER)))
        return {key: _in_order(value[key]) for key in keys}
    return value
