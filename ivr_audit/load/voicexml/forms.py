"""Dialogs of VoiceXML made into nodes: menus, the items of forms one after another, and what stands inside them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple
from urllib.parse import unquote

from ivr_audit.load.draft import Draft, TooLarge
from ivr_audit.load.voicexml.fields import Field
from ivr_audit.load.voicexml.files import HANDLERS, Document, Scope, apart, arms_of, inside, keys_of, prompt_of, seconds
from ivr_audit.load.xml_places import Element
from ivr_audit.model import (
    HANGUP,
    Attempts,
    Branch,
    Case,
    Menu,
    Option,
    Prompt,
    Say,
    Transfer,
    Voicemail,
)  # fmt: skip
from ivr_audit.place import Place

_KEYS: Final = frozenset("0123456789*#")
_MOST_COUNTS: Final = 30
_ENDLESS: Final = 3
"""Plays after which a menu without end leads back to itself."""
_MOST_DIALOGS: Final = 3_000
_DEEPEST: Final = 40
_SPOKEN: Final = frozenset({"prompt", "audio", "enumerate", "value", "break"})
_SILENT: Final = frozenset(
    {"assign", "script", "var", "log", "clear", "property", "reprompt", "data", "param", "foreach"}
)
_COMMANDS: Final = frozenset({"exit", "disconnect", "return", "goto", "submit", "throw", "if"})
_ITEMS: Final = frozenset({"block", "field", "record", "transfer", "subdialog", "initial", "object"})
_LEAVES: Final = frozenset({"goto", "submit", "exit", "disconnect", "throw", "return", "transfer"})


class _Dialog(NamedTuple):
    """A dialog as it is come to: what follows when it returns, "" if nothing called it."""

    document: str
    name: str
    back: str


class _Listening(NamedTuple):
    """What silence and wrong keys lead to at one menu or field."""

    no_input: str
    invalid: str
    attempts: Attempts
    replay: Prompt | None
    wrong: Prompt | None


class Builder:
    """Makes the nodes of every dialog that is come to."""

    def __init__(self, draft: Draft, documents: dict[str, Document], scope_of: Callable[[Document], Scope]) -> None:
        self.draft = draft
        self.documents = documents
        self.scope_of = scope_of
        self._known: dict[_Dialog, str] = {}
        self._waiting: list[tuple[_Dialog, str]] = []
        self._count = 0

    def dialog(self, document: Document, name: str, back: str) -> str:
        """The identifier of a dialog, which is made later. Raises TooLarge."""
        key = _Dialog(document.name, name, back)
        if key not in self._known:
            if len(self._known) >= _MOST_DIALOGS:
                raise TooLarge
            self._known[key] = f"dialog {len(self._known) + 1}"
            self._waiting.append((key, self._known[key]))
        return self._known[key]

    def make(self) -> None:
        """Make every dialog that has an identifier. Raises TooLarge."""
        while self._waiting:
            key, ident = self._waiting.pop()
            document = self.documents[key.document]
            element = document.dialogs[key.name]
            made = Made(self, document, self.scope_of(document).inside(element), key.back, ident)
            if element.tag == "menu":
                made.menu(element, key.name)
            else:
                made.form(element, key.name)

    def new(self, kind: str) -> str:
        """A new identifier."""
        self._count += 1
        return f"{kind} {self._count}"

    def outside(self, what: str, place: Place) -> str:
        """The call leaves the documents."""
        ident = self.new("outside")
        node = Transfer(name=ident, place=place, number=what[:80], answered_by="unknown")
        return self.draft.add(node, f"leaves the file: {what}")


class Made:
    """One dialog being made; `ident` is the name of its first node."""

    def __init__(self, builder: Builder, document: Document, scope: Scope, back: str, ident: str) -> None:
        self.builder = builder
        self.draft = builder.draft
        self.document = document
        self.scope = scope
        self.back = back
        self.ident = ident
        self.items: dict[str, str] = {}

    def menu(self, element: Element, title: str) -> None:
        """A `<menu>` with its choices; with `dtmf="true"` those without a key are numbered from 1 to 9."""
        choices = [one for one in element.children if one.tag == "choice"]
        keys = self._numbered(element, choices)
        said = ". ".join(
            f"For {one.text}, press {key}" for key, one in zip(keys, choices, strict=True) if key and one.text
        )
        options = []
        for key, one in zip(keys, choices, strict=True):
            if key and all(sign in _KEYS for sign in key):
                options.append(Option(key, self._leads(one, self.scope, HANGUP), (), one.place, one.place))
        options += self.links({one.key for one in options})
        first, again = self.prompts(element, said)
        listens = self.listens(element, self.ident, first, again)
        if not options:
            self.draft.not_said(f'the menu "{title}" takes no keys')
        node = Menu(
            name=self.ident, place=element.place, prompt=first, options=tuple(options), no_input=listens.no_input,
            invalid=listens.invalid, attempts=listens.attempts, replay=listens.replay, invalid_prompt=listens.wrong,
            no_input_timeout=self.waits(element), barge_in=self.barges(element),
            inter_digit_timeout=seconds(self.scope.property("interdigittimeout")),
        )  # fmt: skip
        self.draft.add(node, title)

    def _numbered(self, element: Element, choices: list[Element]) -> list[str]:
        found = [one.get("dtmf").replace(" ", "") for one in choices]
        if element.get("dtmf").lower() == "true":
            taken = set(found)
            free = [key for key in "123456789" if key not in taken]
            for n, key in enumerate(found):
                if not key and free:
                    found[n] = free.pop(0)
                elif not key:
                    self.draft.not_said("a choice after the ninth has no key and can only be said")
        return found

    def links(self, taken: set[str]) -> list[Option]:
        """The keys that links give wherever they count, but for those that are taken."""
        found = []
        for link in self.scope.links():
            keys = [link.get("dtmf").replace(" ", "")] if link.get("dtmf") else keys_of(link)
            for key in keys:
                if key and set(key) <= _KEYS and key not in taken:
                    taken.add(key)
                    found.append(Option(key, self._leads(link, self.scope, HANGUP), (), link.place, link.place))
        return found

    def form(self, element: Element, title: str) -> None:
        """The items of a form one after another; what is `<filled>` for the whole form comes last."""
        items = [one for one in element.children if one.tag in _ITEMS]
        whole = [one for one in element.children if one.tag == "filled"]
        end = self.back or HANGUP
        idents = [self.ident, *(self.builder.new("item") for _ in items[1:])]
        for item, ident in zip(items, idents, strict=False):
            if item.get("name"):
                self.items[item.get("name")] = ident
        fields = [one for one in items if one.tag == "field"]
        if not items:
            self.draft.alias(self.ident, end)
        for n, item in enumerate(items):
            after = idents[n + 1] if n + 1 < len(items) else end
            last = bool(fields) and item is fields[-1]
            filled = [one for one in item.children if one.tag == "filled"] + (whole if last else [])
            inner = idents[n]
            if item.get("cond"):
                inner = self.builder.new("item")
                place = item.place
                cases = (Case("yes", inner, None, place, place), Case("otherwise", after, None, place, place))
                decides = f"whether {item.get('cond')[:60]}"
                self.draft.add(Branch(name=idents[n], place=place, decides=decides, cases=cases), decides)
            self._item(item, inner, after, filled, title)

    def _item(self, item: Element, ident: str, after: str, filled: list[Element], title: str) -> None:
        name = item.get("name") or title
        scope = self.scope.inside(item)
        if item.tag == "field":
            Field(self, item, scope, ident).add(after, filled, name)
        elif item.tag == "record":
            greeting = self.prompts(item)[0]
            self.draft.add(Voicemail(name=ident, place=item.place, box=name, greeting=greeting), f"message {name}")
        elif item.tag == "transfer":
            self._transfer(item, ident, after, filled, scope)
        elif item.tag == "subdialog":
            self.draft.alias(ident, self._address(item, item.get("src"), self.content(inside(filled), scope, after)))
        elif item.tag == "object":
            self.draft.alias(ident, self.builder.outside(f"object {name}", item.place))
        else:
            self.draft.alias(ident, self.content(item.content, scope, after))

    def _transfer(self, item: Element, ident: str, after: str, filled: list[Element], scope: Scope) -> None:
        number = item.get("dest").removeprefix("tel:").removeprefix("sip:") or "an unknown number"
        bridged = item.get("bridge").lower() == "true" or item.get("type").lower() in ("bridge", "consultation")
        failed = self.content(inside(filled), scope, after) if bridged else None
        node = Transfer(name=ident, place=item.place, number=number, answered_by="unknown", no_answer=failed)
        title = f"transfer to {number}"
        prompt = self.prompts(item)[0]
        if prompt == Prompt():
            self.draft.add(node, title)
            return
        inner = self.draft.add(replace(node, name=self.builder.new("item")), title)
        said = prompt.text or f"plays {prompt.audio}"
        self.draft.add(Say(name=ident, place=item.place, prompt=prompt, next=inner), said)

    def content(self, content: list[Element | str], scope: Scope, after: str, depth: int = 0) -> str:
        """Where a call goes that has these words and commands before it, and `after` behind them."""
        spoken: list[Element | str] = []
        waiting = list(reversed(content))
        while waiting:
            one = waiting.pop()
            if isinstance(one, str) or one.tag in _SPOKEN:
                spoken.append(one)
            elif one.tag in _COMMANDS:
                return self._spoken(spoken, self._command(one, waiting[::-1], scope, after, depth))
            elif one.tag not in _SILENT | {"filled"} and one.tag not in HANDLERS:
                waiting += reversed(one.content)
        return self._spoken(spoken, after)

    def _spoken(self, spoken: list[Element | str], after: str) -> str:
        prompt = prompt_of(spoken)
        if prompt == Prompt():
            return after
        place = next((one.place for one in spoken if isinstance(one, Element)), self.scope.around[0].place)
        ident = self.builder.new("say")
        said = prompt.text or f"plays {prompt.audio}"
        return self.draft.add(Say(name=ident, place=place, prompt=prompt, next=after), said)

    def _command(self, one: Element, rest: list[Element | str], scope: Scope, after: str, depth: int) -> str:
        if one.tag in ("exit", "disconnect"):
            return HANGUP
        if one.tag == "return":
            return self.back or HANGUP
        if one.tag in ("goto", "submit", "throw"):
            return self._leads(one, scope, after, depth)
        if depth < _DEEPEST:
            return self._if(one, rest, scope, after, depth)
        return self.builder.outside("conditions inside each other", one.place)

    def _if(self, one: Element, rest: list[Element | str], scope: Scope, after: str, depth: int) -> str:
        behind = self.content(rest, scope, after, depth + 1) if rest else after
        arms = arms_of(one)
        ways = [(cond, self.content(inner, scope, behind, depth + 1)) for cond, inner in arms]
        if all(cond for cond, _ in ways):
            ways.append(("", behind))
        if len({to for _, to in ways}) == 1:
            return ways[0][1]
        place = one.place
        cases = tuple(Case(cond[:60] or "otherwise", to, None, place, place) for cond, to in apart(ways))
        ident = self.builder.new("if")
        decides = f"whether {arms[0][0][:60]}"
        return self.draft.add(Branch(name=ident, place=place, decides=decides, cases=cases), decides)

    def _leads(self, one: Element, scope: Scope, after: str, depth: int = 0) -> str:
        """Where `next`, `event` or an address worked out by a program leads."""
        if one.get("nextitem"):
            return self.items.get(one.get("nextitem"), after)
        if one.get("event"):
            return self._event(one, scope, after, depth)
        if one.tag == "submit":
            return self.builder.outside(f"the server ({one.get('next') or 'unknown'})", one.place)
        if one.get("next"):
            return self._address(one, one.get("next"), self.back)
        return self.builder.outside("an address that a program works out", one.place)

    def _event(self, one: Element, scope: Scope, after: str, depth: int) -> str:
        if one.get("event").startswith(("noinput", "nomatch", "help")) and depth == 0 and one.tag == "choice":
            return self.ident
        found = scope.handler(one.get("event"), 1)
        if found is None or depth >= _DEEPEST:
            return HANGUP if not one.get("event").startswith(("noinput", "nomatch", "help")) else self.ident
        return self.content(found[0].content, found[1], after, depth + 10)

    def _address(self, one: Element, address: str, back: str) -> str:
        file, _, name = address.partition("#")
        document: Document | None = self.document
        if file:
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(self.document.name), unquote(file)))
            document = self.builder.documents.get(beside)
        if document is None or (name and name not in document.dialogs) or not document.dialogs:
            return self.builder.outside(address or "an address that a program works out", one.place)
        return self.builder.dialog(document, name or next(iter(document.dialogs)), back)

    def prompts(self, element: Element, choices: str = "") -> tuple[Prompt, Prompt | None]:
        """What is heard at first, and from the second time on if that differs (`count`)."""
        first: list[Element | str] = []
        again: list[Element | str] = []
        for one in element.content:
            if isinstance(one, str):
                first.append(one)
            elif one.tag in _SPOKEN:
                (first if one.get("count", "1") == "1" else again).append(one)
        return prompt_of(first, choices), prompt_of(again, choices) if again else None

    def waits(self, element: Element) -> float | None:
        """Seconds until a first key; None if nothing says."""
        said = [one.get("timeout") for one in element.children if one.tag == "prompt" and one.get("timeout")]
        scope = self.scope if element in self.scope.around else self.scope.inside(element)
        return seconds(said[-1] if said else scope.property("timeout"))

    def barges(self, element: Element) -> bool:
        """Whether keys count while the prompt plays."""
        said = [one.get("bargein") for one in element.children if one.tag == "prompt" and one.get("bargein")]
        scope = self.scope if element in self.scope.around else self.scope.inside(element)
        return (said[-1] if said else scope.property("bargein")).lower() != "false"

    def listens(self, element: Element, ident: str, first: Prompt, again: Prompt | None) -> _Listening:
        """How often silence and wrong keys are borne, where they lead then, and what is heard between."""
        scope = self.scope if element in self.scope.around else self.scope.inside(element)
        silent, no_input, said = self._borne(scope, "noinput", ident)
        wrong, invalid, complaint = self._borne(scope, "nomatch", ident)
        if silent == 0 or wrong == 0:
            self.draft.not_said("where no handler of silence or of wrong keys leads out, the same is heard for ever")
        replay = again
        handled = scope.handler("noinput", 1)
        if handled is not None and said is not None:
            repeats = any(inner.tag == "reprompt" for inner in handled[0].walk())
            whole = again or first
            text = " ".join([said.text, whole.text]).strip() if repeats else said.text
            replay = Prompt(text, audio=(whole.audio if repeats else "") or said.audio)
        attempts = Attempts(silent or _ENDLESS, wrong or _ENDLESS, apart=True)
        return _Listening(no_input, invalid, attempts, replay, complaint)

    def _borne(self, scope: Scope, event: str, ident: str) -> tuple[int, str, Prompt | None]:
        """The attempt whose handler leads out (0: none does), where to, and what the first handler says."""
        said: Prompt | None = None
        for count in range(1, _MOST_COUNTS + 1):
            found = scope.handler(event, count)
            if found is None:
                continue
            handler, around = found
            if any(inner.tag in _LEAVES for inner in handler.walk()):
                return count, self.content(handler.content, around, ident), said
            if count == 1:
                spoken = prompt_of([one for one in handler.content if isinstance(one, str) or one.tag in _SPOKEN])
                said = spoken if spoken != Prompt() else None
        return 0, ident, said
