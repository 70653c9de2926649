"""A release is a value: it reads back as it was written, and its hash tells when it is not the same."""

import dataclasses
import json

import pytest

from selfassess.disclosure.marks import MARKS
from selfassess.disclosure.release import TOTAL, Parameters, release_from_content
from tests.disclosure.example import example_release


def test_reads_back_as_it_was_written():
    release = example_release()
    again = release_from_content(release.content)
    assert again == release
    assert again.content == release.content
    assert again.sha256 == release.sha256


def test_one_changed_figure_changes_the_hash():
    release = example_release()
    first, *others = release.figures
    other = dataclasses.replace(release, figures=(dataclasses.replace(first, value=30.0), *others))
    assert other.sha256 != release.sha256


def test_every_figure_has_its_variable_category_group_and_mark():
    release = example_release()
    for figure in release.figures:
        names = {category.id for category in release.variable_by_id[figure.variable].categories}
        assert figure.category in names | {"repondu", "moyenne"}
        assert figure.group in release.groups
        assert figure.mark in MARKS
        assert (figure.value is None) == (figure.mark == "c")
    assert release.figure("logique", "transformation", TOTAL).value == 9


@pytest.mark.parametrize("change", [{"surprise": 1}, {"figures": None}, {"audit": {}}])
def test_anything_else_is_refused(change):
    content = json.dumps({**json.loads(example_release().content), **change})
    with pytest.raises((ValueError, TypeError)):
        release_from_content(content)


def test_the_threshold_has_a_floor():
    with pytest.raises(ValueError, match="5 organisms at least"):
        Parameters(threshold=4)
