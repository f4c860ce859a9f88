"""What pages, hand-outs and Markdown have in common of a simulation: headings, and a picture taken out of the page."""

from __future__ import annotations

from typing import Final

SIMULATION: Final = "How often: thousands of calls simulated"
LOAD: Final = "What the load shows"
ASSUMED: Final = "Assumed for the simulation, because the file does not say"
SURE: Final = "How sure this is"


def alone(markup: str) -> bytes:
    """The element of a plot as an SVG of its own."""
    return markup.replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" font-family="Helvetica,Arial,sans-serif" ', 1
    ).encode()
