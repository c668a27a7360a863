"""Every act that the portal records has words in the trail."""

import re
from pathlib import Path

from portal.lib import composed

BASE = Path(__file__).parents[3]
ACTION = re.compile(r"(?:record|record_many|record_opening)\(\s*(?:program, by=[^,]+, action=)?\"(\w+\.\w+)\"")


def test_every_recorded_act_has_words():
    sources = [path for part in ("portal", "commitments") for path in (BASE / part).rglob("*.py")]
    recorded = {action for path in sources for action in ACTION.findall(path.read_text(encoding="utf-8"))}

    assert len(recorded) > 20
    assert sorted(recorded - set(composed.action_names)) == []
