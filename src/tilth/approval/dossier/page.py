"""The printed dossier as one HTML page: it asks no other host for anything, runs no script, and prints on A4."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from tilth.approval.dossier.telling import Block, Facts, Heading, Lines, Table

__all__ = ["page"]

_STYLE = """
:root { color: #1a2019; background: #fff; font: 15px/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", "PingFang SC",
  "Microsoft YaHei", "WenQuanYi Zen Hei", sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; border-bottom: 2px solid #1d6240; padding-bottom: .2rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .3rem; }
h2 span, h3 span { color: #4c5549; font-weight: 400; margin-inline-start: .5em; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { text-align: start; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid #dce0d6;
  overflow-wrap: anywhere; white-space: pre-line; }
thead th { color: #4c5549; font-weight: 600; font-size: .85rem; background: #e2efe6; padding-inline-start: .3rem; }
tbody th { color: #4c5549; font-weight: 400; width: 28%; }
td.fixed { font: .85rem/1.6 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; }
a { color: #1d6240; }
p { margin: .4rem 0; } .soft { color: #4c5549; }
@page { size: A4; margin: 18mm; }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 11px; } a { color: inherit; }
  h2, h3 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(title: str, blocks: Iterable[Block]) -> bytes:
    """``blocks`` as an HTML page in UTF-8. The same blocks make the same bytes."""
    body = "\n".join(_block(block) for block in blocks)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    ).encode()


def _block(block: Block) -> str:
    match block:
        case Heading(words=words, chinese=chinese, level=level, anchor=anchor):
            also = f' <span lang="zh-Hans">{escape(chinese)}</span>' if chinese else ""
            id = f' id="{escape(anchor)}"' if anchor else ""
            return f"<h{level}{id}>{escape(words)}{also}</h{level}>"
        case Facts(rows=rows):
            return f"<table><tbody>{''.join(_fact(*row) for row in rows if row[1])}</tbody></table>"
        case Table():
            return _table(block)
        case Lines(words=words, soft=soft):
            mark = ' class="soft"' if soft else ""
            return "".join(f"<p{mark}>{escape(one)}</p>" for one in words)


def _fact(name: str, value: str, fixed: bool) -> str:
    mark = ' class="fixed"' if fixed else ""
    return f'<tr><th scope="row">{escape(name)}</th><td{mark}>{escape(value)}</td></tr>'


def _table(table: Table) -> str:
    columns = "".join(f'<col style="width:{share:.0%}">' for share in table.shares)
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_cell(cell, anchor, at)}</td>' for at, cell in enumerate(cells))}</tr>"
        for cells, anchor in table.rows
    )
    return f"<table><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(cell: str, anchor: str, at: int) -> str:
    return f'<a href="#{escape(anchor)}">{escape(cell)}</a>' if anchor and at == 1 else escape(cell)
