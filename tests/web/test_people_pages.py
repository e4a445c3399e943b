"""People and tokens on their page: made, changed, refused with the reason; a token is shown once."""

from agent.alerts.plain import plain
from agent.model.person import Role
from tests.web.entering import Door
from tests.web.entering import door as door


def test_people_and_tokens_are_managed_on_a_page_and_a_token_is_shown_once(door: Door) -> None:
    browser = door.signed_in("pat")
    new = {"name": "kim", "role": "viewer", "password": "nine tall storks"}
    assert browser.post("/people", data=new).status_code == 303
    again = browser.post("/people", data=new)
    assert (again.status_code, "somebody called" in again.text) == (422, True)
    assert browser.post("/people/kim/role", data={"role": "operator"}).status_code == 303
    assert browser.post("/people/kim/password", data={"password": "nine tall cranes"}).status_code == 303
    scope = {"person": "kim", "role": "viewer", "days": "7", "accounts": ["north-clinic"], "note": "<i>x"}
    shown = browser.post("/tokens", data=scope)
    (token,) = door.site.store.tokens("kim")
    assert f">{token.id}_" in shown.text
    page = browser.get("/people").text
    assert f"{token.id}_" not in page
    assert plain("<i>x") in page
    assert browser.post("/tokens", data=scope | {"accounts": ["norf"]}).status_code == 422
    assert browser.post("/tokens", data=scope | {"days": "999"}).status_code == 422
    assert browser.post(f"/tokens/{token.id}/revoke").status_code == 303
    assert browser.post("/people/pat/disable").status_code == 422
    listed = door.program("pat", Role.ADMIN).get("/api/v1/tokens").json()
    assert {"digest", "text"} & set(listed[0]) == set()
    assert [row[0] for row in door.audited("people add")] == ["root", "root", "root", "pat"]
