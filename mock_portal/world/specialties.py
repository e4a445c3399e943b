"""What a specialty is called elsewhere: Medicare's provider type and the NUCC taxonomy that NPPES shows.

The provider type groups follow G1; numbers and taxonomies are general knowledge, unconfirmed for a few.
"""

from __future__ import annotations

from dataclasses import dataclass

from mock_portal.world.entities import AssociateKind

_PHYSICIAN = "YYYYY"
"""May order: Part B, DME, home health, power mobility, hospice (W44)."""
_PRACTITIONER = "YYYYN"
_PART_B_ONLY = "YNNNN"
_NOTHING = "NNNNN"


@dataclass(frozen=True, slots=True)
class Specialty:
    """`orders` has a letter each for PARTB, DME, HHA, PMD and HOSPICE."""

    type_code: str
    type_text: str
    taxonomy: str
    taxonomy_text: str
    orders: str = _NOTHING
    credential: str = ""

    @property
    def physician(self) -> bool:
        """Whether a doctor of medicine or osteopathy works in it."""
        return self.credential == "MD"


def _doctor(number: str, text: str, taxonomy: str, taxonomy_text: str) -> Specialty:
    return Specialty(f"14-{number}", f"PRACTITIONER - {text}", taxonomy, taxonomy_text, _PHYSICIAN, "MD")


def _supplier(number: str, text: str, taxonomy: str, taxonomy_text: str) -> Specialty:
    return Specialty(f"12-{number}", f"PART B SUPPLIER - {text}", taxonomy, taxonomy_text)


_KNOWN = {
    "Internal Medicine": _doctor("11", "INTERNAL MEDICINE", "207R00000X", "Internal Medicine"),
    "Family Practice": _doctor("08", "FAMILY PRACTICE", "207Q00000X", "Family Medicine"),
    "Dermatology": _doctor("07", "DERMATOLOGY", "207N00000X", "Dermatology"),
    "Psychiatry": _doctor("26", "PSYCHIATRY", "2084P0800X", "Psychiatry & Neurology, Psychiatry"),
    "Orthopedic Surgery": _doctor("20", "ORTHOPEDIC SURGERY", "207X00000X", "Orthopaedic Surgery"),
    "Ophthalmology": _doctor("18", "OPHTHALMOLOGY", "207W00000X", "Ophthalmology"),
    "Neurology": _doctor("13", "NEUROLOGY", "2084N0400X", "Psychiatry & Neurology, Neurology"),
    "Diagnostic Radiology": _doctor(
        "30", "DIAGNOSTIC RADIOLOGY", "2085R0202X", "Radiology, Diagnostic Radiology"
    ),
    "Cardiovascular Disease (Cardiology)": _doctor(
        "06", "CARDIOVASCULAR DISEASE (CARDIOLOGY)", "207RC0000X", "Internal Medicine, Cardiovascular Disease"
    ),
    "Nurse Practitioner": Specialty(
        "14-50", "PRACTITIONER - NURSE PRACTITIONER", "363L00000X", "Nurse Practitioner", _PRACTITIONER, "NP"
    ),
    "Physician Assistant": Specialty(
        "14-97", "PRACTITIONER - PHYSICIAN ASSISTANT", "363A00000X", "Physician Assistant",
        _PRACTITIONER, "PA-C",
    ),
    "Clinical Social Worker": Specialty(
        "14-80", "PRACTITIONER - CLINICAL SOCIAL WORKER", "1041C0700X", "Social Worker, Clinical",
        _PART_B_ONLY, "LCSW",
    ),
    "Physical Therapist in Private Practice": Specialty(
        "14-65", "PRACTITIONER - PHYSICAL THERAPIST IN PRIVATE PRACTICE", "225100000X", "Physical Therapist",
        credential="PT",
    ),
    "Clinic/Group Practice": _supplier(
        "70", "CLINIC/GROUP PRACTICE", "261QM1300X", "Clinic/Center, Multi-Specialty"
    ),
    "Independent Diagnostic Testing Facility": _supplier(
        "47", "INDEPENDENT DIAGNOSTIC TESTING FACILITY (IDTF)", "293D00000X", "Physiological Laboratory"
    ),
    "Ambulatory Surgical Center": _supplier(
        "49", "AMBULATORY SURGICAL CENTER", "261QA1903X", "Clinic/Center, Ambulatory Surgical"
    ),
    "Medical Supply Company": Specialty(
        "30-54", "DME SUPPLIER - MEDICAL SUPPLY COMPANY", "332B00000X",
        "Durable Medical Equipment & Medical Supplies",
    ),
    "Pharmacy": Specialty("30-A5", "DME SUPPLIER - PHARMACY", "333600000X", "Pharmacy"),
    "Clinical Laboratory": _supplier(
        "69", "CLINICAL LABORATORY", "291U00000X", "Clinical Medical Laboratory"
    ),
    "Physical Medicine and Rehabilitation": _doctor(
        "25", "PHYSICAL MEDICINE AND REHABILITATION", "208100000X", "Physical Medicine & Rehabilitation"
    ),
    "Hospital": Specialty("00-09", "PART A PROVIDER - HOSPITAL", "282N00000X", "General Acute Care Hospital"),
    "Home Health Agency": Specialty(
        "00-05", "PART A PROVIDER - HOME HEALTH AGENCY", "251E00000X", "Home Health"
    ),
    "Skilled Nursing Facility": Specialty(
        "00-18", "PART A PROVIDER - SKILLED NURSING FACILITY", "314000000X", "Skilled Nursing Facility"
    ),
    "Hospice": Specialty("00-06", "PART A PROVIDER - HOSPICE", "251G00000X", "Hospice Care, Community Based"),
}  # fmt: skip
_OTHER_PERSON = _doctor("01", "GENERAL PRACTICE", "208D00000X", "General Practice")
_OTHER_ORGANIZATION = _supplier("70", "CLINIC/GROUP PRACTICE", "261Q00000X", "Clinic/Center")


def specialty_of(name: str, kind: AssociateKind) -> Specialty:
    """The specialty of that name; a general one for a name that is not in the table."""
    other = _OTHER_PERSON if kind is AssociateKind.INDIVIDUAL else _OTHER_ORGANIZATION
    return _KNOWN.get(name, other)
