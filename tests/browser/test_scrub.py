"""What is taken out of a trace."""

import base64
import io
import json
import zipfile
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.browser.scrub import forms_of, scrubbed

COOKIE = "k7/Zq+'é\"=session-value"


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in files.items():
            file.writestr(name.replace("_", "."), text)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.parametrize(
    "written",
    [
        COOKIE,
        quote(COOKIE, safe=""),
        json.dumps(COOKIE),
        base64.b64encode(COOKIE.encode()).decode(),
        base64.b64encode(f"a={COOKIE}; b".encode()).decode(),
        base64.b64encode(f"ab={COOKIE}; b".encode()).decode(),
    ],
)
def test_a_secret_is_taken_out_however_it_is_written(written: str) -> None:
    kept = unzipped(scrubbed(zipped(page_html=f"<p>before {written} after</p>"), [COOKIE]))
    assert written not in kept["page.html"].decode()
    assert kept["page.html"].startswith(b"<p>before ")
    assert kept["page.html"].endswith(b" after</p>")


def test_cookies_and_form_data_go_by_their_place_even_when_their_value_is_not_known() -> None:
    event = {
        "request": {
            "url": "https://portal.example/x",
            "headers": [{"name": "Cookie", "value": "S=unknown1"}, {"name": "Accept", "value": "*/*"}],
            "cookies": [{"name": "S", "value": "unknown2"}],
            "postData": {"text": "password=unknown3"},
        },
        "response": {"headers": [{"name": "set-cookie", "value": "S=unknown4"}]},
        "params": {"headers": {"Authorization": "Bearer unknown5"}},
    }
    kept = unzipped(scrubbed(zipped(trace_network=json.dumps(event)), []))["trace.network"]
    assert b"unknown" not in kept
    assert json.loads(kept)["request"]["url"] == "https://portal.example/x"
    assert json.loads(kept)["request"]["headers"][1] == {"name": "Accept", "value": "*/*"}


def test_a_short_value_is_no_secret_and_pictures_stay_as_they_are() -> None:
    picture = zipped(picture_png="\x89PNG en-US")
    assert unzipped(scrubbed(picture, ["en-US"])) == unzipped(picture)


@given(st.binary(max_size=9), st.text(min_size=8, max_size=40), st.binary(max_size=9))
def test_no_offset_in_base64_hides_a_secret(before: bytes, secret: str, after: bytes) -> None:
    written = base64.b64encode(before + secret.encode() + after)
    assert any(form in written for form in forms_of([secret]))
