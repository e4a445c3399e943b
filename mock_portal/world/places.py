"""One town a state, for made-up addresses."""

from __future__ import annotations

from mock_portal.seeded import Draws
from mock_portal.world.entities import Entity

_TOWNS = """
AK Anchorage 99501|AL Montgomery 36104|AR Little Rock 72201|AZ Tucson 85701|CA Fresno 93721|CO Pueblo 81003
CT Hartford 06103|DC Washington 20005|DE Dover 19901|FL Ocala 34471|GA Macon 31201|HI Hilo 96720
IA Ames 50010|ID Boise 83702|IL Peoria 61602|IN Muncie 47305|KS Topeka 66603|KY Lexington 40507
LA Lafayette 70501|MA Worcester 01608|MD Frederick 21701|ME Bangor 04401|MI Lansing 48933|MN Duluth 55802
MO Columbia 65201|MS Jackson 39201|MT Helena 59601|NC Durham 27701|ND Fargo 58102|NE Lincoln 68508
NH Concord 03301|NJ Trenton 08608|NM Santa Fe 87501|NV Reno 89501|NY Albany 12207|OH Dayton 45402
OK Tulsa 74103|OR Salem 97301|PA Erie 16501|RI Warwick 02886|SC Columbia 29201|SD Pierre 57501
TN Knoxville 37902|TX Waco 76701|UT Provo 84601|VA Roanoke 24011|VT Rutland 05701|WA Spokane 99201
WI Madison 53703|WV Charleston 25301|WY Casper 82601
"""
_STREETS = ("MAIN ST", "OAK AVE", "HOSPITAL DR", "MEDICAL CENTER BLVD", "RIVER RD", "ELM ST", "COLLEGE PKWY")


def _read_towns() -> dict[str, tuple[str, str]]:
    lines = _TOWNS.strip().replace("\n", "|").split("|")
    return {line[:2]: (line[3:-6].upper(), line[-5:]) for line in lines}


TOWNS = _read_towns()
"""City and five-digit postal code by state."""


class Address(Entity):
    """An address as NPPES keeps it: capitals, nine-digit postal code, telephone with dashes."""

    address_1: str
    address_2: str = ""
    city: str
    state: str
    postal_code: str
    telephone_number: str
    fax_number: str = ""


def draw_address(draws: Draws, state: str) -> Address:
    """A made-up address in that state; the exchange 555-01xx is never given to anybody."""
    city, zip_code = TOWNS[state]
    suite = f"STE {100 + draws.below(900)}" if draws.below(3) == 0 else ""
    return Address.model_construct(
        address_1=f"{100 + draws.below(9900)} {draws.pick(_STREETS)}",
        address_2=suite,
        city=city,
        state=state,
        postal_code=zip_code + draws.digits(4),
        telephone_number=f"{200 + draws.below(800)}-555-01{draws.digits(2)}",
        fax_number="",
    )
