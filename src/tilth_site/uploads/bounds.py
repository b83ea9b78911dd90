"""How much a stranger's file may ask of Tilth. Each bound is far above what laboratories send, and far below what
would stop the service for others; a file beyond one is refused with the bound in the sentence.
"""

from __future__ import annotations

KIB = 1024
MIB = 1024 * KIB


def in_words(size: int) -> str:
    """``size`` in bytes as people say it: ``200 MiB``, ``64 KiB``."""
    return f"{size // MIB} MiB" if size >= MIB else f"{size // KIB} KiB"


CHUNK = MIB
"""Bytes read at a time: what an upload holds in memory, whatever its size."""

HEAD = 64 * KIB
"""Bytes at the start of a file by which its kind is told."""

MAX_UPLOAD = 200 * MIB
"""Bytes of one file, whatever its kind; some kinds have a smaller bound."""

MAX_NAME = 100
"""Bytes (UTF-8) of a kept file name."""

MAX_LINE = MIB
"""Bytes of one line of text, where its kind does not say otherwise."""

MAX_RECORD = 32 * MIB
"""Bytes of one FASTA or GenBank record; the largest bacterial genomes are near 16 million bases."""

MAX_RECORDS = 10_000
"""Records in one FASTA or GenBank file."""

MAX_ROWS = 1_000_000
"""Rows of a CSV or TSV file."""

MAX_COLUMNS = 16_384
"""Columns of a row: Excel's own bound."""

MAX_CELL = 32_767
"""Characters of a cell: Excel's own bound."""

MAX_DEPTH = 64
"""Levels of nesting in TOML, JSON, Turtle and XML."""

MAX_ENTRIES = 1_000
"""Files in a workbook's archive."""

MAX_DIRECTORY = MIB
"""Bytes of a workbook's archive directory, which is held in memory whole."""

MAX_UNPACKED = 100 * MIB
"""Bytes of a workbook once unpacked."""

MAX_RATIO = 100
"""Times a workbook may grow when unpacked, beyond the first :data:`RATIO_FREE` bytes."""

RATIO_FREE = 8 * MIB
"""Unpacked bytes below which nobody asks how well they were packed."""

MAX_CELLS = 1_000_000
"""Filled cells of a sheet, merged ranges counted whole."""

MAX_GRID = 5_000_000
"""Rows times columns of a sheet, filled or not: readers walk the whole rectangle."""

MAX_TOKEN = MIB
"""Bytes of one XML tag or comment: a parser scans an unfinished one again with every chunk."""

MAX_TAGS = 10_000
"""Entries in a sequencing trace's directory; real traces have some 150."""

MAX_PIXELS = 100_000_000
"""Pixels of a picture."""

MAX_FILES = 200
"""Parts files of one design."""

MAX_DESIGN = 128 * MIB
"""Bytes of all files of one design together: the engine holds their text in memory."""

MAX_PLAN = 4 * MIB
"""Bytes of a plan."""

MAX_CONSTRUCTS = 2_000
"""Assemblies of one plan, or rows of its sheet: the engine compares each with every other."""
