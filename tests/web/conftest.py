"""A site for all the tests of pages, and visitors to it."""

from __future__ import annotations

import pytest

from tests.web.visitor import Visitor


@pytest.fixture(scope="session")
def site(make_site):
    return make_site()


@pytest.fixture
def visitor(site):
    return Visitor(site.app)


@pytest.fixture(params=["fr", "en"])
def visitor_in_each_language(site, request):
    return Visitor(site.app, request.param)
