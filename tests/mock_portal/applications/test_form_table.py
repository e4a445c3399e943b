"""The table of the forms holds together, and has the sections that each form requires."""

from __future__ import annotations

import pytest

from mock_portal.filing.applications import Reason
from mock_portal.filing.forms import FORMS
from mock_portal.filing.forms.nouns import FieldKind, Sheet, Topic
from mock_portal.web.forms import LONGEST_FIELD, MOST_FIELDS

CARRIED = {"csrf_token", "id", "topic", "entry", "version", "action"}
TOPICS = [
    pytest.param(topic, id=f"{code}-{topic.key}") for code, sheet in FORMS.items() for topic in sheet.topics()
]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_can_be_sent_as_one_form(topic: Topic) -> None:
    names = [one.name for one in topic.fields]
    assert len(set(names)) == len(names)
    assert not CARRIED & set(names)
    assert len(names) + len(CARRIED) <= MOST_FIELDS
    assert all(0 < one.longest <= LONGEST_FIELD for one in topic.fields)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_refers_to_its_own_fields_only(topic: Topic) -> None:
    names = {one.name for one in topic.fields}
    assert set(topic.summary) <= names
    assert topic.repeatable == bool(topic.summary)
    for field in topic.fields:
        assert (field.kind is FieldKind.CHOICE) == bool(field.choices)
        if field.only_if is not None:
            asked = topic.field(field.only_if.name)
            assert asked is not None
            assert field.only_if.values <= set(asked.choices)


@pytest.mark.parametrize("sheet", FORMS.values(), ids=FORMS)
def test_a_form_names_no_topic_twice_and_its_documents_hang_on_its_own_fields(sheet: Sheet) -> None:
    keys = [one.key for one in sheet.topics()]
    assert len(set(keys)) == len(keys)
    for rule in sheet.documents:
        if rule.when is not None:
            topic = sheet.topic(rule.when.topic)
            assert topic is not None
            field = topic.field(rule.when.name)
            assert field is not None
            assert rule.when.values <= set(field.choices)


@pytest.mark.parametrize(
    ("form", "sections"),
    [
        ("855A", {"1", "2", "3", "4", "6"}),
        ("855B", {"1", "2", "3", "4", "6"}),
        ("855I", {"1", "2", "3", "4A", "4B", "4C", "4D", "4F"}),
        ("855O", {"1", "2", "3", "4"}),
    ],
)
def test_the_sections_of_a_first_application_are_required(form: str, sections: set[str]) -> None:
    """W19; section 15 is the signature, section 13 the optional contact."""
    required = {
        section.number
        for section in FORMS[form].sections
        for topic in section.topics
        if Reason.INITIAL in topic.required
    }
    assert sections <= required
    assert "13" not in required


def test_six_forms_stand_in_the_table_and_two_of_them_can_be_walked() -> None:
    assert set(FORMS) == {"855A", "855B", "855I", "855O", "855S", "588"}
    assert {code for code, sheet in FORMS.items() if sheet.walkable} == {"855B", "855I"}


def test_electronic_funds_transfer_is_a_form_of_its_own_and_a_topic_of_those_that_bill() -> None:
    for code in ("588", "855A", "855B", "855I", "855S"):
        assert FORMS[code].topic("eft") is not None
    assert FORMS["855O"].topic("eft") is None
