"""A skin's addresses and words, put in place of the classic ones and taken back."""

import ast
from collections.abc import Iterator
from pathlib import Path

import mock_portal
from mock_portal.web.rendering import SKINS
from mock_portal.web.routes import PATHS
from mock_portal.web.sign_in_pages import LOCKED, MFA_LOCKED
from mock_portal.web.skin_two import TWO
from mock_portal.web.skins import CLASSIC, NOT_SERVED, Skin, SkinName

OWN = Skin(SkinName.TWO, "/new/", addresses={"/old/login.do": "/new/in", "/old/home.do": "/new/"})

COMPOSED = {LOCKED, MFA_LOCKED, "Enter your User ID.", "Enter your Password.", "Go to I&A sign-in",
            "Go to PECOS sign-in"}  # fmt: skip


def constants(folder: Path, without: str) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        if path.name != without:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def test_an_address_asked_for_is_known_by_its_classic_name_and_only_there() -> None:
    assert OWN.canonical("/new/in") == "/old/login.do"
    assert OWN.canonical("/old/login.do") == NOT_SERVED
    assert OWN.canonical("/new/elsewhere") == NOT_SERVED
    assert OWN.canonical("/old/help.do") == "/old/help.do"
    assert CLASSIC.canonical("/new/in") == "/new/in"


def test_a_redirect_keeps_its_query_and_other_hosts_stay_as_they_are() -> None:
    assert OWN.own("/old/login.do?notice=sign-in") == "/new/in?notice=sign-in"
    assert OWN.own("https://elsewhere.test/old/login.do") == "https://elsewhere.test/old/login.do"
    assert OWN.own("/old/login.do/more") == "/old/login.do/more"


def test_links_forms_and_data_are_readdressed_and_text_is_not() -> None:
    html = (
        '<a href="/old/login.do?a=1&amp;b=2#c">/old/login.do</a> <form action="/old/home.do"> '
        '<dialog data-timed-out="/old/home.do"> <input value="/old/login.do"> <a href="/old/help.do">'
    )
    assert OWN.readdressed(html) == (
        '<a href="/new/in?a=1&amp;b=2#c">/old/login.do</a> <form action="/new/"> '
        '<dialog data-timed-out="/new/"> <input value="/old/login.do"> <a href="/old/help.do">'
    )


def test_every_skin_is_listed_by_its_name() -> None:
    assert {name: skin.name for name, skin in SKINS.items()} == {name: name for name in SkinName}


def test_the_addresses_of_two_are_one_to_one_below_its_root_and_of_pages_there_are() -> None:
    assert len(set(TWO.addresses.values())) == len(TWO.addresses)
    assert all(own.startswith("/app/") for own in TWO.addresses.values())
    assert set(TWO.addresses) - PATHS == {"/session.do"}  # answered beside the table


def test_two_rewords_only_what_the_portal_says() -> None:
    said = set(constants(Path(mock_portal.__file__).parent, without="skin_two.py"))
    assert {words for words in TWO.words if words not in said | COMPOSED} == set()
