"""Identifiers as they are published.

Huawei's credit code is from zh.wikipedia.org/wiki/华为, the one without a holder from python-stdnum's
documentation of `cn.uscc`; those of Tencent Technology and East China Normal University are as public
repositories cite them. The LEIs of LEI issuers are from GLEIF's list "LEI issuers: original sources",
Apple's from the documentation of openLEIr, Microsoft's from PermID. The RORs are as papers and Crossref
cite them; the wrong ones are the counter-examples of Crossref's user story 646. The ORCID iDs are ORCID's
own published samples, the first that of its fictitious researcher, Josiah Carberry.
"""

from __future__ import annotations

import pytest

from tilth.kernel.refusal import Refused
from tilth.parties.identifiers import Identifier, Scheme, read_identifier, read_orcid

PUBLISHED = [
    (Scheme.USCC, "914403001922038216", "Huawei Technologies"),
    (Scheme.USCC, "91440300708461136T", "Tencent Technology (Shenzhen)"),
    (Scheme.USCC, "12100000425006133D", "East China Normal University"),
    (Scheme.USCC, "91110000600037341L", "python-stdnum's example"),
    (Scheme.LEI, "HWUPKR0MPOU8FGXBT394", "Apple"),
    (Scheme.LEI, "INR2EJN1ERAN0W5ZP974", "Microsoft"),
    (Scheme.LEI, "5493001KJTIIGC8Y1R12", "Bloomberg Finance"),
    (Scheme.LEI, "4469000001AVO26P9X86", "GS1 Mexico"),
    (Scheme.LEI, "39120001KULK7200U106", "Bundesanzeiger Verlag"),
    (Scheme.LEI, "EVK05KS7XY1DEII3R011", "Business Entity Data"),
    (Scheme.LEI, "097900BEFH0000000217", "CSD Slovakia"),
    (Scheme.LEI, "969500Q2MA9VBQ8BG884", "Insee"),
    (Scheme.ROR, "013q1eq08", "Fudan University"),
    (Scheme.ROR, "0220qvk04", "Shanghai Jiao Tong University"),
    (Scheme.ROR, "034t30j35", "Chinese Academy of Sciences"),
    (Scheme.ROR, "03cve4549", "Tsinghua University"),
    (Scheme.ROR, "03yrm5c26", "California Digital Library"),
    (Scheme.ROR, "02mhbdp94", "Universidad de los Andes"),
]
NEVER_ISSUED = ["11k4yrm29", "01k34yrm29", "01kOyrm29", "01k4yrm30"]
RESEARCHERS = ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"]


@pytest.mark.parametrize(("scheme", "value", "holder"), PUBLISHED)
def test_a_published_identifier_is_read_as_itself(scheme: Scheme, value: str, holder: str) -> None:
    assert read_identifier(scheme, value) == Identifier(scheme, value), holder


@pytest.mark.parametrize("value", NEVER_ISSUED)
def test_what_crossref_calls_no_ror_is_refused(value: str) -> None:
    assert isinstance(read_identifier(Scheme.ROR, f"https://ror.org/{value}"), Refused)


@pytest.mark.parametrize("value", RESEARCHERS)
def test_a_published_orcid_is_read_as_itself(value: str) -> None:
    assert read_orcid(value) == value
