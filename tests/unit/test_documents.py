"""What `visit --json` shows of facts: everything but names and the portal's own text."""

from agent.cli.documents import NAMING, without_names
from agent.model.facts import Facts

from .rules.right_world import WELL
from .rules.wrong_world import WRONG


def test_no_name_of_a_person_or_company_is_shown_and_everything_else_is() -> None:
    for facts in (WELL, *(each for each, _ in WRONG)):
        shown = without_names(facts.model_dump(mode="json"))
        text = str(shown)
        assert not any(
            name in text for name in ("Elm, Ada", "Ada Elm", "Elm Clinic", "elm.example", "Oak Billing")
        )
        assert {key for key in Facts.model_fields if key not in NAMING} == set(shown)
        assert [one["id"] for one in shown["enrollments"]] == [one.id for one in facts.enrollments or ()]
        assert shown["password"] == {"days_left": facts.password.days_left}
