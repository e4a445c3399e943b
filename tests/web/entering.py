"""The application with its real entrance: people, sessions and tokens, of which a test makes some."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr

from agent.access import Passwords
from agent.access.secrecy import digest_of, form_token
from agent.model.access import Session
from agent.model.person import Role
from agent.web import Site, application, authenticate
from agent.web.entrance import cookie_name
from tests.web.conftest import HOST, NOW

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PASSWORD = SecretStr("seven small otters")


@dataclass
class Door:
    """The application, and browsers and programs that ask it."""

    app: FastAPI
    site: Site

    def browser(self) -> TestClient:
        """In which nobody is signed in. Redirects are not followed."""
        return TestClient(self.app, HOST, follow_redirects=False, raise_server_exceptions=False)

    def signed_in(self, name: str) -> TestClient:
        """A browser in which that person is; it sends its form token as a page's script does."""
        secret = f"session-of-{name}"
        now = self.site.clock()
        session = Session(digest=digest_of(secret), person=name, began=now, seen=now)
        with self.site.store.writing() as unit:
            unit.save_session(session)
        browser = self.browser()
        browser.cookies.set(cookie_name(self.site), secret, domain="127.0.0.1")
        browser.headers["X-CSRF-Token"] = form_token(secret)
        return browser

    def program(self, name: str, role: Role, *accounts: str) -> TestClient:
        """With a token of that person's for a day."""
        register = self.site.register("root")
        text = register.make_token(name, role, timedelta(days=1), NOW, accounts=accounts)[1]
        program = self.browser()
        program.headers["Authorization"] = f"Bearer {text.get_secret_value()}"
        return program

    def sign_in(self, browser: TestClient, name: str, password: SecretStr, **more: str) -> Response:
        """As a person does: the page first, then its form."""
        fields = {"name": name, "password": password.get_secret_value(), **more}
        return browser.post("/sign-in", data=fields | hidden(browser.get("/sign-in")))

    def audited(self, action: str) -> list[tuple[str, str, str]]:
        """Who, of what, and the detail."""
        return [(e.who, e.object, e.detail) for e in self.site.store.audited() if e.action == action]


def hidden(answer: Response) -> dict[str, str]:
    """The hidden fields of a page's first form."""
    return dict(re.findall(r'<input type="hidden" name="(csrf)" value="([^"]*)">', answer.text))


@pytest.fixture
def door(site: Site) -> Door:
    """With an admin pat, an operator lee and a viewer sam."""
    real = replace(site, passwords=QUICK)
    register = real.register("root")
    for name, role in (("pat", Role.ADMIN), ("lee", Role.OPERATOR), ("sam", Role.VIEWER)):
        register.add(name, role, PASSWORD, NOW)
    return Door(application(real, authenticate), real)
