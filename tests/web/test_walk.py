"""Every questionnaire that ships, from its first page to its result, in both languages."""

from __future__ import annotations

import pytest

from selfassess.resources import resource_folder
from tests.walker import walk
from tests.web.visitor import Visitor

NAMES = sorted(path.stem for path in resource_folder("questionnaires").glob("*.yaml"))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_any_questionnaire_is_walked(site, catalogue, name, language):
    visitor = Visitor(site.app, language)
    walk(visitor, catalogue[name])
