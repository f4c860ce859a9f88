"""XML whose elements know where they stand, read without ever following what the file refers to.

Phone systems keep their XML in pieces: fragments without one root, `<include>` wrappers, several declarations. A
document type with rules of its own and entities are refused: they can make a short file fill the memory, or fetch
others. A plain `<!DOCTYPE name "address">`, which many VoiceXML files have, is passed over and never fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from ivr_audit.load.folder import Folder
from ivr_audit.place import InputError, Place, Problem

DEEPEST: Final = 200
"""Elements inside each other; phone systems need a dozen."""
MOST_ELEMENTS: Final = 300_000
LONGEST: Final = 24 * 2**20
"""Characters of one file; the largest real ones have two million."""
_ROOT: Final = "ivr-audit-root"
_DECLARATION = re.compile(r"<\?xml\s[^<>]*\?>|<!DOCTYPE\s[^\[\]<>]*>")
_DECLARES: Final = "this file declares entities or a document type of its own, which is not read; take that part out"
_SAID: Final = {
    "not well-formed": "this is not XML; look for a quotation mark, a < or an & that stands alone (&amp; is written)",
    "undefined entity": "this name between & and ; is not known in XML; an & alone is written &amp;",
    "duplicate attribute": "this word stands twice in one tag",
    "unclosed CDATA": "this <![CDATA[ is never closed with ]]>",
    "unclosed token": "this is never closed",
    "invalid character number": "there is no sign of this number",
    "unbound prefix": "this prefix was never declared",
}


class Element:
    """A tag with its attributes and all it holds, in order; `place` is where it opens."""

    __slots__ = ("_found", "attributes", "content", "place", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], place: Place) -> None:
        self.tag = tag
        self.attributes = attributes
        self.place = place
        self.content: list[Element | str] = []
        self._found: dict[tuple[str, ...], tuple[Element, ...]] = {}

    def get(self, name: str, default: str = "") -> str:
        """An attribute without the blanks around it."""
        return self.attributes.get(name, default).strip()

    @property
    def children(self) -> list[Element]:
        """The elements directly inside."""
        return [one for one in self.content if isinstance(one, Element)]

    def directly(self, *tags: str) -> tuple[Element, ...]:
        """The elements directly inside that have one of these tags; looked for once, when the file is read whole."""
        if tags not in self._found:
            self._found[tags] = tuple(one for one in self.children if one.tag in tags)
        return self._found[tags]

    @property
    def text(self) -> str:
        """The words directly inside, blanks and line ends made one space each."""
        return " ".join(" ".join(one for one in self.content if isinstance(one, str)).split())

    def walk(self) -> Iterator[Element]:
        """This element and all inside, in the order of the file."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.children)

    def all_text(self) -> str:
        """The words inside, also those of the elements inside, in the order of the file."""
        words: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            one = waiting.pop()
            if isinstance(one, str):
                words.append(one)
            else:
                waiting += reversed(one.content)
        return " ".join(" ".join(words).split())


def read_elements(folder: Folder, name: str) -> Element:
    """What `elements` makes of a file of the folder. Raises InputError."""
    return elements(folder.text(name), folder.path(name))


def elements(text: str, file: str) -> Element:
    """An element without a tag that holds everything of the text at its top: none, one or several roots.

    Tags are without the prefix of a namespace. Raises InputError with one Problem for what is not XML, for a document
    type with rules, for entities of the file's own, and for a file too long, too deep or of too many elements.
    """
    if len(text) > LONGEST:
        raise _refused(Place(file), f"this file is larger than {LONGEST // 2**20} MB; a phone system needs far less")
    from xml.sax import SAXParseException

    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.expatreader import create_parser  # type: ignore[import-untyped]

    builder = _Builder(file)
    parser: Any = create_parser(forbid_dtd=True)  # Any: defusedxml has no types
    parser.setContentHandler(builder)
    builder.setDocumentLocator(parser)  # the parser does that itself only when it opens a file
    plain = _DECLARATION.sub(_blank, text)
    try:
        parser.feed(f"<{_ROOT}>\n{plain}\n</{_ROOT}>")
        parser.close()
    except DefusedXmlException:
        raise _refused(builder.here(), _DECLARES) from None
    except SAXParseException as error:
        place = Place(file, max(1, (error.getLineNumber() or 2) - 1), (error.getColumnNumber() or 0) + 1)
        around = "".join(plain.split("\n")[place.line - 1 : place.line])
        if around.startswith("<!DOCTYPE", max(0, place.column - 3)):
            raise _refused(place, _DECLARES) from None
        raise _refused(*builder.explained(error.getMessage(), place)) from None
    return builder.top


def _blank(found: re.Match[str]) -> str:
    """Spaces, and the line ends, so that what follows stands where it stood."""
    return re.sub(r"[^\n]", " ", found.group())


def _refused(place: Place, message: str) -> InputError:
    return InputError([Problem(place, message)])


class _Builder(ContentHandler):
    """Puts the elements together; the synthetic root stands on a line of its own before the first."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file
        self.top = Element("", {}, Place(file, 1, 1))
        self.open: list[Element] = []
        self.count = 0
        self.locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        """Called by the parser."""
        self.locator = locator

    def here(self) -> Place:
        """Where the parser stands."""
        line = self.locator.getLineNumber() if self.locator else None
        column = self.locator.getColumnNumber() if self.locator else None
        return Place(self.file, max(1, (line or 2) - 1), (column or 0) + 1)

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        """Called by the parser."""
        if not self.open:
            self.open.append(self.top)
            return
        self.count += 1
        if len(self.open) > DEEPEST:
            raise _refused(self.here(), f"elements stand inside each other more than {DEEPEST} deep")
        if self.count > MOST_ELEMENTS:
            raise _refused(self.here(), f"this file has more than {MOST_ELEMENTS:,} elements")
        element = Element(name.rpartition(":")[2], dict(attrs.items()), self.here())
        self.open[-1].content.append(element)
        self.open.append(element)

    def endElement(self, name: str) -> None:  # noqa: N802
        """Called by the parser."""
        self.open.pop()

    def characters(self, content: str) -> None:
        """Called by the parser."""
        if content and not content.isspace():
            self.open[-1].content.append(content)

    def explained(self, message: str, place: Place) -> tuple[Place, str]:
        """The parser's message in words, and where to look."""
        inner = self.open[-1] if self.open else self.top
        if "mismatched tag" in message and inner is not self.top:
            return place, f"<{inner.tag}> of line {inner.place.line} is not closed before this"
        if "mismatched tag" in message or "junk after" in message:
            return place, "this closes an element that was never opened"
        if "no element found" in message:
            return inner.place, f"<{inner.tag}> is never closed"
        said = next((words for sign, words in _SAID.items() if sign in message), None)
        return place, said or f"this is not XML: {message}"
