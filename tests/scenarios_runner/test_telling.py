"""What a page says of what a story did to the world."""

from scenarios.story import Moment
from scenarios.telling import deeds


def test_every_change_of_a_moment_is_told_in_its_order() -> None:
    moment = Moment.model_validate(
        {
            "at": "+1d",
            "set": [{"path": "/enrollments/I1", "status": "Stay"}],
            "add": [{"path": "/connections", "company": "Bluestem"}],
            "remove": ["/documents/D1"],
            "clear_faults": True,
            "faults": [{"name": "slow", "seconds": 2}],
            "password": {"north-clinic": "renewed"},
            "stop": ["vault"],
        }
    )
    assert list(deeds(moment)) == [
        "/enrollments/I1: status = Stay",
        "new at /connections: company = Bluestem",
        "/documents/D1 is gone",
        "all faults end",
        "fault slow seconds = 2",
        "Vault holds the renewed password of north-clinic",
        "vault stops",
    ]
