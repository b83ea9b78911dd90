"""How a map looks: colours by what a feature does, and type.

The seven colours are Paul Tol's "bright" scheme, chosen to stay apart for every common kind of colour blindness
and in print. The picture brings its own background, light or dark after the reader's setting.

Source: Tol P. (2021) Colour schemes. SRON technical note SRON/EPS/TN/09-002, issue 3.2.
"""

from __future__ import annotations

from dataclasses import dataclass

from tilth.foundry.model import Feature
from tilth.kernel.lettering import FONT

__all__ = ["CATEGORIES", "STYLE", "Category", "category_of"]


@dataclass(frozen=True, slots=True)
class Category:
    """A group of feature keys that share a colour: ``fill``, and ``ink`` for text on it."""

    name: str
    title: str
    fill: str
    ink: str
    kinds: frozenset[str]


def _category(name: str, title: str, fill: str, ink: str, kinds: str) -> Category:
    return Category(name, title, fill, ink, frozenset(kinds.split()))


CATEGORIES = (
    _category(
        "coding", "coding", "#4477aa", "#ffffff", "CDS gene mat_peptide sig_peptide transit_peptide exon mRNA"
    ),
    _category("origin", "origin", "#aa3377", "#ffffff", "rep_origin oriT"),
    _category(
        "promoter",
        "promoter",
        "#228833",
        "#ffffff",
        "promoter regulatory enhancer TATA_signal -35_signal -10_signal attenuator operator",
    ),
    _category("rbs", "RBS", "#ccbb44", "#1d2329", "RBS 5'UTR"),
    _category("terminator", "terminator", "#ee6677", "#1d2329", "terminator polyA_signal polyA_site 3'UTR"),
    _category(
        "binding", "primer or binding site", "#66ccee", "#1d2329", "primer_bind protein_bind misc_binding primer"
    ),
    _category("other", "other", "#bbbbbb", "#1d2329", ""),
)
"""In order of importance: where there is no room for all, the first keep theirs."""

_BY_KIND = {kind: category for category in CATEGORIES for kind in category.kinds}
_REGULATORY = {"terminator": "terminator", "ribosome_binding_site": "rbs", "polyA_signal_sequence": "terminator"}

STYLE = (
    f".tm text{{font-family:{FONT}}}"
    ".tm .bg{fill:#fff}"
    ".tm .ink{fill:#1d2329}"
    ".tm .quiet{fill:#656e78;font-size:9.5px}"
    ".tm .name{fill:#1d2329;font-weight:600}"
    ".tm .bold{font-weight:600}"
    ".tm .axis{stroke:#8c96a1;stroke-width:1.4;fill:none}"
    ".tm .guide{stroke:#dfe3e7;stroke-width:1;fill:none}"
    ".tm .tick{stroke:#8c96a1;stroke-width:1}"
    ".tm .lead{stroke:#aab2bb;stroke-width:.8;fill:none}"
    ".tm .join{stroke:#1d2329;stroke-width:1.2;fill:none}"
    ".tm .code{fill:#3d4650;font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:9px}"
    ".tm .halo{stroke:#fff;stroke-width:3px;stroke-linejoin:round;paint-order:stroke}"
    ".tm .edge{stroke:#fff;stroke-width:.8}"
    ".tm .p0{fill:#526171}.tm .p1{fill:#74838f}.tm .on{fill:#fff}"
    ".tm .link{fill:none;stroke-width:1.2}"
    + "".join(
        f".tm .{item.name}{{fill:{item.fill}}}"
        f".tm .l-{item.name}{{stroke:{item.fill}}}"
        f".tm .on-{item.name}{{fill:{item.ink}}}"
        for item in CATEGORIES
    )
    + "@media (prefers-color-scheme:dark){"
    ".tm .bg{fill:#16191d}.tm .ink,.tm .name{fill:#e8eaed}.tm .quiet{fill:#9aa4ae}"
    ".tm .guide{stroke:#2c3238}.tm .axis,.tm .tick{stroke:#6e7883}"
    ".tm .lead{stroke:#59626c}.tm .join{stroke:#e8eaed}"
    ".tm .code{fill:#c3cad1}.tm .halo,.tm .edge{stroke:#16191d}.tm .p0{fill:#5c6a79}.tm .p1{fill:#84909c}}"
)


def category_of(feature: Feature) -> Category:
    """The group of ``feature`` by its key; a ``regulatory`` one by its ``/regulatory_class``."""
    if feature.kind == "regulatory":
        stated = dict(feature.qualifiers).get("regulatory_class", "")
        name = _REGULATORY.get(stated, "promoter")
        return next(category for category in CATEGORIES if category.name == name)
    return _BY_KIND.get(feature.kind, CATEGORIES[-1])
