"""A form that a page sends by itself is recorded once, however soon the page is left for the next one."""

from zoneinfo import ZoneInfo

import pytest

from agent.browser import PageContract, Tab
from agent.browser.asking import ask
from agent.browser.dates import Dates
from agent.browser.guard import Form
from agent.browser.steps import Steps
from agent.browser.window import Window
from tests.browser.conftest import clock
from tests.browser.tiny_server import TinyServer, answer, page

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIGN = "/pecos/manageSignatures.do"
FORM = f"<form method=post action={SIGN}><input name=action value=sign><button>Sign</button></form>"
TIMES = 20  # left to the route alone, Chromium loses every second one


async def forms_of(tab: Tab, tiny: TinyServer, body: str) -> list[Form]:
    """What a page says that it sent by itself."""
    tiny.answers["/page"] = answer(page(f"<h1>Home</h1>{body}"))
    await tab.page.goto(f"{tiny.url}/page", wait_until="commit")
    told = await ask(tab.page)
    return [(method, address.removeprefix(tiny.url)) for method, address in told.forms]


@pytest.mark.parametrize(
    ("script", "sent"),
    [
        ("document.forms[0].submit()", [("POST", SIGN)]),
        ("document.forms[0].requestSubmit()", [("POST", SIGN)]),
        ("document.forms[0].elements[1].click()", [("POST", SIGN)]),
        (
            "const button = document.forms[0].elements[1]; button.formAction = '/other'; button.click()",
            [("POST", "/other")],
        ),
        (
            "document.forms[0].onsubmit = event => event.preventDefault(); document.forms[0].requestSubmit()",
            [],
        ),
        ("", []),
    ],
)
async def test_a_page_says_which_forms_it_sent(
    tab: Tab, tiny: TinyServer, script: str, sent: list[Form]
) -> None:
    assert await forms_of(tab, tiny, f"{FORM}<script>{script}</script>") == sent
    assert tiny.paths("POST") == []


async def test_a_page_that_signs_and_is_left_at_once_is_recorded_each_time_and_once(
    tab: Tab, tiny: TinyServer, contract: PageContract
) -> None:
    tiny.answers |= {
        "/signs": answer(page(f"<h1>Signs</h1>{FORM}<script>document.forms[0].submit()</script>")),
        "/next": answer(page("<h1>Next</h1>")),
    }
    dates = Dates(contract.formats, ZoneInfo("America/New_York"), clock)
    window = Window(tab, contract, tiny.url, 20, Steps(), dates)
    for _ in range(TIMES):
        await window.open("pecos-home", f"{tiny.url}/signs")
        await window.open("pecos-home", f"{tiny.url}/next")
    assert [(one.method, one.path, one.write) for one in tab.guard.blocked] == [("POST", SIGN, True)] * TIMES
    assert tiny.paths("POST") == []
