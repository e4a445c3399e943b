"""Which NPPES taxonomies stand for which Medicare specialty: two vocabularies for one thing.

After CMS's Medicare Provider and Supplier Taxonomy Crosswalk, for the specialties that are met most. One
that is not here is not compared, and a group practice never: its taxonomy may be that of the medicine it
practises. A taxonomy is given by the words with which its description begins.
"""

from collections.abc import Mapping
from functools import lru_cache

from agent.rules.cross_checks import plain

_MIND = "psychiatry neurology"
_PHYSICIANS: Mapping[str, tuple[str, ...]] = {
    "Anesthesiology": ("anesthesiology",),
    "Cardiovascular Disease (Cardiology)": (
        "internal medicine cardiovascular",
        "internal medicine interventional",
    ),
    "Dermatology": ("dermatology",),
    "Diagnostic Radiology": ("radiology",),
    "Emergency Medicine": ("emergency medicine",),
    "Endocrinology": ("internal medicine endocrinology",),
    "Family Practice": ("family medicine",),
    "Gastroenterology": ("internal medicine gastroenterology",),
    "General Practice": ("general practice",),
    "General Surgery": ("surgery",),
    "Internal Medicine": ("internal medicine",),
    "Nephrology": ("internal medicine nephrology",),
    "Neurology": tuple(f"{_MIND} {part}" for part in ("neurology", "clinical neuro", "vascular", "epilepsy")),
    "Obstetrics & Gynecology": ("obstetrics gynecology",),
    "Ophthalmology": ("ophthalmology",),
    "Orthopedic Surgery": ("orthopaedic surgery", "orthopedic surgery"),
    "Otolaryngology": ("otolaryngology",),
    "Pediatric Medicine": ("pediatrics",),
    "Physical Medicine and Rehabilitation": ("physical medicine rehabilitation",),
    "Psychiatry": tuple(
        f"{_MIND} {part}" for part in ("psychiatry", "child", "addiction", "geriatric", "forensic")
    ),
    "Pulmonary Disease": ("internal medicine pulmonary",),
    "Rheumatology": ("internal medicine rheumatology",),
    "Urology": ("urology",),
}  # fmt: skip
_OTHERS: Mapping[str, tuple[str, ...]] = {
    "Ambulatory Surgical Center": ("clinic center ambulatory surgical",),
    "Clinical Laboratory": ("clinical medical laboratory",),
    "Clinical Social Worker": ("social worker",),
    "Home Health Agency": ("home health",),
    "Hospice": ("hospice",),
    "Hospital": (
        "general acute care hospital",
        "special hospital",
        "rehabilitation hospital",
        "psychiatric hospital",
    ),
    "Independent Diagnostic Testing Facility": ("physiological laboratory", "clinic center radiology"),
    "Medical Supply Company": ("durable medical equipment", "medical supply"),
    "Nurse Practitioner": ("nurse practitioner",),
    "Pharmacy": ("pharmacy",),
    "Physical Therapist in Private Practice": ("physical therapist",),
    "Physician Assistant": ("physician assistant",),
    "Podiatry": ("podiatrist",),
    "Skilled Nursing Facility": ("skilled nursing facility",),
}  # fmt: skip
_TAXONOMIES = {plain(name): starts for name, starts in (*_PHYSICIANS.items(), *_OTHERS.items())}


@lru_cache(maxsize=4096)
def agree(medicare: tuple[str, ...], taxonomies: tuple[str, ...]) -> bool | None:
    """Whether one of the Medicare specialties is among the taxonomies; null where that cannot be told.

    NPPES need not repeat every specialty of an NPI that has several enrollments.
    """
    known = [starts for name in medicare if (starts := _TAXONOMIES.get(plain(name)))]
    described = [plain(each) for each in taxonomies]
    if not known or not described:
        return None
    return any(each.startswith(starts) for starts in known for each in described)
