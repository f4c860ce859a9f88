"""The reader of VoiceXML, as far as keys go: menus, fields, and what handlers do with silence and wrong keys.

VoiceXML has no largest number of attempts: unless some handler leads out, a silent caller hears the same menu for ever.
"""

from __future__ import annotations

import posixpath
from typing import Final
from urllib.parse import unquote

from ivr_audit.load.draft import Draft, TooLarge
from ivr_audit.load.folder import Folder
from ivr_audit.load.voicexml.files import Document, read_documents, scope_of
from ivr_audit.load.voicexml.forms import Builder
from ivr_audit.model import PhoneTree
from ivr_audit.place import Place, Problem
from ivr_audit.words import or_known

_FIRST: Final = ("index", "main", "start", "welcome", "entry")


def read(folder: Folder, files: list[str], start: str | None) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree of these documents; `start` is a file, a dialog's `id`, or `file#id`. Raises InputError."""
    source = folder.of(files)
    documents = read_documents(folder, files)
    draft = Draft(source, "voicexml")
    draft.not_said("only keys are read, not what callers may say")
    first = _start(documents, draft, start)
    if first is not None:
        document, dialog = first
        builder = Builder(draft, documents, scope_of)
        try:
            ident = builder.dialog(document, dialog, "")
            builder.make()
        except TooLarge:
            return None, [Problem(Place(source), "these documents describe more than a phone system has")]
        draft.enter("", ident, document.dialogs[dialog].place)
    return draft.finish(posixpath.splitext(posixpath.basename(source.rstrip("/")))[0] or "VoiceXML")


def _start(documents: dict[str, Document], draft: Draft, start: str | None) -> tuple[Document, str] | None:
    if start:
        name, _, dialog = start.partition("#")
        for document in documents.values():
            named = name in (document.name, posixpath.splitext(posixpath.basename(document.name))[0])
            if named and document.dialogs and (not dialog or dialog in document.dialogs):
                return document, dialog or next(iter(document.dialogs))
            if not dialog and name in document.dialogs:
                return document, name
        known = [*documents, *(one for each in documents.values() for one in each.dialogs)]
        said = f'there is no document or dialog "{start}" here'
        draft.wrong(Place(draft.source), said + or_known(start, known))
        return None
    able = [one for one in documents.values() if one.dialogs]
    if not able:
        draft.wrong(Place(draft.source), "there is no <form> and no <menu> in this file")
        return None
    named_by_others = {name for one in able for name in _named(one)}
    roots = {id(one.above) for one in documents.values()}
    best = [one for one in able if one.name not in named_by_others and id(one) not in roots] or able
    best.sort(key=lambda one: (not posixpath.basename(one.name).lower().startswith(_FIRST), one.name))
    return best[0], next(iter(best[0].dialogs))


def _named(document: Document) -> set[str]:
    """The other documents that a document leads to."""
    found = set()
    for element in document.root.walk():
        address = (element.get("next") or element.get("src")).split("#")[0]
        if address and "//" not in address:
            beside = posixpath.join(posixpath.dirname(document.name), unquote(address))
            found.add(posixpath.normpath(beside))
    return found - {document.name}
