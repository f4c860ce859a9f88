"""The pages of the hand-out with the diagram, which fills them."""

from __future__ import annotations

from typing import Final

from ivr_audit.audit import Audit
from ivr_audit.render.cards import Room
from ivr_audit.render.dot import Direction, Page, dot_source
from ivr_audit.render.drawing import drawing
from ivr_audit.render.folding import Focus
from ivr_audit.render.handout_style import Paper
from ivr_audit.render.paper import Sheet
from ivr_audit.render.picture import PictureError, draw, with_faces
from ivr_audit.render.sheets import on_sheets
from ivr_audit.render.typeset import literal, quoted

_MARGIN: Final = 28
"""Points; the footer stands in the lower one."""
_FOLDED: Final = (
    '#faint("So that it can be read on paper, the diagram on the next page has branches folded into cards that say '
    '\\"more\\"; ivr-audit diagram with --from NODE draws one of them alone.")\n'
)


def leaf(audit: Audit, paper: Paper) -> str:
    """The pages in the markup of typst; a sentence where the diagram cannot be drawn."""
    states = [(found.period.name, found.period.state) for found in audit.usual]

    def source(direction: Direction, page: Page | None, room: Room, focus: Focus) -> str:
        return dot_source(
            audit.tree, states, findings=audit.new, as_of=audit.as_of, focus=focus,
            direction=direction, page=page, room=room, titled=False,
        )  # fmt: skip

    names = [state for _, state in states]
    shown = drawing(audit.tree, names, focus=Focus(collapse="nothing"))
    try:
        sheets = on_sheets(source, paper, Focus(), shown.parents, apart=len(shown.apart))
        pages = [_page(sheet, draw(sheet.dot, "svg"), audit.tree.name) for sheet in sheets]
    except PictureError as failed:
        return f"#faint({literal(f'The diagram is left out: {failed}.')})"
    folded = len(sheets) == 1 and (sheets[0].folded or len(audit.tree.nodes) > sheets[0].focus.most)
    return "\n".join([*([_FOLDED] if folded else []), *pages])


def _page(sheet: Sheet, svg: bytes, name: str) -> str:
    flipped = "true" if sheet.page.width > sheet.page.height else "false"
    image = (
        f'image(bytes({quoted(with_faces(svg))}), format: "svg", width: {sheet.page.width}pt, '
        f"height: {sheet.page.height}pt, alt: {literal(f'Diagram of {name}')})"
    )
    return f"#picture-page({flipped}, {_MARGIN}pt, {image})"
