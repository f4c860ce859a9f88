"""Diagrams as SVG that stands inside a page: nothing but shapes and text, ids of its own, badges that are links."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from typing import Final, NamedTuple

from ivr_audit.audit import Audit
from ivr_audit.callgraph import relevance
from ivr_audit.hours import Period, State
from ivr_audit.render.picture import PictureError
from ivr_audit.words import visible

MOST_DRAWN = 200
"""Nodes of all diagrams of a report together, from which on only the one of all periods is drawn."""
SMALLEST_LETTERS: Final = 12.0
"""Pixels on a screen, so that they can be read; a design choice."""
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_SHAPES: Final = {
    "svg", "g", "a", "title", "desc", "defs", "path", "polygon", "polyline", "ellipse", "circle", "rect", "line",
    "text", "tspan", "linearGradient", "radialGradient", "stop", "pattern", "clipPath", "marker", "use", "symbol",
}  # fmt: skip
_LINK: Final = f"{{{_XLINK}}}href"
_NODE: Final = re.compile(r"node-(\d+)")
_REFERENCE: Final = re.compile(r"url\(#([^)]*)\)")


class Diagram(NamedTuple):
    """One diagram: `periods` are the places of those it shows, empty for all of them; `svg` is markup."""

    periods: tuple[int, ...]
    names: tuple[str, ...]
    svg: str


class Diagrams(NamedTuple):
    """The diagrams of a report. `problem` says why there is none, in one line; `cut` that periods have none apart."""

    drawn: tuple[Diagram, ...]
    problem: str = ""
    cut: bool = False


def diagrams(audit: Audit) -> Diagrams:
    """The diagram of all periods but brief ones, and where they differ and the tree is not too large, one of each."""
    from ivr_audit.render.dot import dot_source
    from ivr_audit.render.picture import draw
    from ivr_audit.render.routes import routes

    every = [(i, found.period) for i, found in enumerate(audit.periods) if found in audit.usual]
    relevant = relevance(audit.tree)
    alike: defaultdict[State, list[tuple[int, Period]]] = defaultdict(list)
    for i, period in every:
        alike[relevant(period.state)].append((i, period))
    cut = len(alike) > 1 and (len(alike) + 1) * len(audit.tree.nodes) > MOST_DRAWN
    groups = [every, *(alike.values() if len(alike) > 1 and not cut else ())]
    drawn: list[Diagram] = []
    for number, group in enumerate(groups):
        states = [(period.name, period.state) for _, period in group]
        ways = routes(audit.tree, states, ("best", "worst"))
        dot = dot_source(audit.tree, states, findings=audit.new, routes=ways, titled=False, links=True)
        try:
            picture = draw(dot, "svg").decode()
        except PictureError as failed:
            return Diagrams(tuple(drawn), str(failed))
        places = tuple(i for i, _ in group) if number else ()
        names = tuple(period.name for _, period in group)
        drawn.append(Diagram(places, names, inlined(picture, f"d{number}")))
    return Diagrams(tuple(drawn), cut=cut)


def inlined(picture: str, prefix: str) -> str:
    """The SVG element of a picture for a page in which ids begin with `prefix`.

    Tooltips become titles. The group of node number n (id `node-n`) has it as `data-node`, so that the page finds it.
    """
    root = ET.fromstring(picture)
    _drop_foreign(root)
    for element in root.iter():
        element.text = visible(element.text or "")
        _name_node(element)
        _use_tooltip(element)
        _own_ids(element, prefix)
    root.attrib.pop("height", None)
    root.set("width", f"{_readable_width(root):.0f}")
    root.set("role", "group")
    return ET.tostring(_plain(root), encoding="unicode")


def _readable_width(root: ET.Element) -> float:
    """Pixels as wide as the picture must be for its smallest letters to be read."""
    sizes = [float(one.get("font-size", "inf")) for one in root.iter(f"{{{_SVG}}}text")]
    _, _, width, _ = map(float, root.get("viewBox", "0 0 0 0").split())
    return width * SMALLEST_LETTERS / min([*sizes, SMALLEST_LETTERS])


def _drop_foreign(parent: ET.Element) -> None:
    """Leave out every element that is no shape or text, and every attribute that could act."""
    for name in [name for name in parent.attrib if name.startswith("on") or name == "style"]:
        del parent.attrib[name]
    for child in list(parent):
        space, _, tag = str(child.tag).rpartition("}")
        if space != f"{{{_SVG}" or tag not in _SHAPES:
            parent.remove(child)
        else:
            _drop_foreign(child)


def _name_node(element: ET.Element) -> None:
    """Graphviz writes its own name of a node as title, which nobody needs to read."""
    number = _NODE.fullmatch(element.get("id", ""))
    if number:
        element.set("data-node", number[1])
    title = element.find(f"{{{_SVG}}}title")
    if title is not None and element.get("class"):
        element.remove(title)


def _use_tooltip(element: ET.Element) -> None:
    """Graphviz writes tooltips into links, most of which lead nowhere."""
    said = element.attrib.pop(f"{{{_XLINK}}}title", None)
    if element.tag == f"{{{_SVG}}}a" and said:
        title = ET.Element(f"{{{_SVG}}}title")
        title.text = visible(said)
        element.insert(0, title)


def _own_ids(element: ET.Element, prefix: str) -> None:
    """Give ids, and what refers to them, the prefix; links that lead out of the page, or nowhere, are taken away."""
    if "id" in element.attrib:
        element.set("id", f"{prefix}-{element.get('id')}")
    for name, text in list(element.attrib.items()):
        if "url(#" in text:
            element.set(name, _REFERENCE.sub(rf"url(#{prefix}-\1)", text))
    target = element.attrib.pop(_LINK, element.attrib.pop("href", None))
    element.attrib.pop("target", None)
    if target is not None and target.startswith("#"):
        element.set("href", target if target.startswith("#finding-") else f"#{prefix}-{target[1:]}")
    elif element.tag == f"{{{_SVG}}}a":
        element.tag = f"{{{_SVG}}}g"


def _plain(root: ET.Element) -> ET.Element:
    """The same without namespaces, as HTML writes it."""
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
        for name in [name for name in element.attrib if name.startswith("{")]:
            element.set(name.rpartition("}")[2], element.attrib.pop(name))
    return root
