"""Files of TwiML, the verbs that Twilio carries out for a call, as far as they name each other (preview).

Most TwiML is written by a program for each step of a call; where an `action` leads to one, the call leaves the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from ivr_audit import model
from ivr_audit.load.draft import Draft, TooLarge, placed
from ivr_audit.load.folder import Folder
from ivr_audit.load.xml_places import Element, read_elements
from ivr_audit.model import HANGUP, Attempts, PhoneTree, Prompt
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.words import list_words, or_known

_SYSTEM: Final = "twiml"
_RINGS: Final = 30.0
_TIMEOUT: Final = 5.0
_MOST_LOOPS = 10
_MOST_SECONDS = 1_000_000.0
_FIRST: Final = ("index", "main", "start", "incoming", "voice", "welcome", "answer")
_TOO_LARGE: Final = "these files have more steps than a phone system needs"
_PREVIEW: Final = (
    "the TwiML reader is a preview: what programs answer at the addresses named in these files is not known"
)
_PEOPLE: Final = "the files do not say who answers the numbers that are dialled; they count as people of the office"
_WAITING: Final = "what callers hear while they wait, and for how long, is decided outside these files"
_KEYS: Final = "what each key does where keys are gathered is decided at the address that gets them"
_UNKNOWN: Final = "who returns messages and by when is not in TwiML"


class Step(NamedTuple):
    """One verb of a document, and what follows when it is done."""

    file: str
    verb: Element
    ident: str
    after: str


class _Documents:
    """The documents that were given, and the tree that is written from them."""

    def __init__(self, folder: Folder, draft: Draft) -> None:
        self.folder = folder
        self.draft = draft
        self.documents: dict[str, Element] = {}
        self.named: set[str] = set()
        """Documents that another one leads to."""

    def title(self, step: Step) -> str:
        """What people call a step: its document and its verb."""
        return f"{PurePosixPath(step.file).stem}: {step.verb.tag}"

    def add(self, step: Step, node: model.Node, **places: Place) -> None:
        """Take the node of a step."""
        self.draft.add(placed(node, **places), self.title(step))

    def target(self, step: Step, address: str) -> str:
        """Where an address leads: a document that was given, else out of the files."""
        name = self.found(step.file, address)
        if name is not None:
            if name != step.file:
                self.named.add(name)
            return name
        ident = f"address {address}"
        if not self.draft.knows(ident):
            away = model.Transfer(name=ident, place=step.verb.place, number=address, answered_by="unknown")
            self.draft.add(away, f"leaves the file: {urlsplit_path(address) or address}")
        return ident

    def found(self, file: str, address: str) -> str | None:
        """The document that an address names: by its path, the end of its path, or its name without an ending."""
        path = urlsplit_path(address).strip("/")
        if not path:
            return file if not address.strip() else None
        beside = (PurePosixPath(file).parent / path).as_posix()
        for name in (beside, path, PurePosixPath(path).name):
            if name in self.documents:
                return name
        ends = [name for name in self.documents if name.endswith(f"/{PurePosixPath(path).name}")]
        stem = PurePosixPath(path).name
        ends += [name for name in self.documents if PurePosixPath(name).stem == stem]
        return ends[0] if ends else None


def urlsplit_path(address: str) -> str:
    """The path of an address, without what is asked of it; "" for one that cannot be taken apart."""
    try:
        return urlsplit(address.strip()).path
    except ValueError:
        return ""


def read(folder: Folder, files: list[str], start: str | None) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree of the documents that no other leads to, or of the one that `start` names."""
    source = folder.of(files)
    draft = Draft(source, _SYSTEM)
    given = _Documents(folder, draft)
    for name in files:
        try:
            response = next((e for e in read_elements(folder, name).walk() if e.tag == "Response"), None)
        except InputError as error:
            draft.problems += error.problems
            continue
        if response is None:
            draft.wrong(Place(folder.path(name)), "there is no <Response> in this file")
        else:
            given.documents[name] = response
    if draft.problems:
        return None, sorted(set(draft.problems))
    try:
        for name, response in given.documents.items():
            _write_document(given, name, response)
        for name in _entries(given, start, source):
            draft.enter("", name, given.documents[name].place)
    except TooLarge:
        draft.wrong(Place(source), _TOO_LARGE)
    except InputError as error:
        draft.problems += error.problems
    draft.not_said(_PREVIEW)
    return draft.finish(PurePosixPath(source).stem or "TwiML")


def _entries(given: _Documents, start: str | None, source: str) -> list[str]:
    names = sorted(given.documents)
    if start is not None:
        wanted = [name for name in names if start in (name, PurePosixPath(name).name, PurePosixPath(name).stem)]
        if wanted:
            return wanted[:1]
        said = or_known(start, names)
        raise InputError([Problem(Place(source), f'no document is called "{start}"{said}')])
    first = [name for name in names if name not in given.named]
    if len(first) != 1:
        usual = [name for name in first or names if PurePosixPath(name).stem.casefold() in _FIRST]
        first = usual[:1] or first
    return first or names[:1]


def _write_document(given: _Documents, name: str, response: Element) -> None:
    """Every verb of a document, each leading to the next; after the last the call ends."""
    verbs = response.children
    idents = [name, *(f"{name}, step {count}" for count in range(2, len(verbs) + 1)), HANGUP]
    if not verbs:
        given.draft.add(model.Hangup(name=name, place=response.place), f"{PurePosixPath(name).stem}: nothing")
    for verb, ident, after in zip(verbs, idents, idents[1:], strict=False):
        step = Step(name, verb, ident, after)
        _VERBS.get(verb.tag, _write_quiet)(given, step)
        if ident == name and not given.draft.knows(name):
            given.draft.alias(name, after)
    if verbs and given.draft.knows(name) and _ends_at_once(given, idents):
        given.draft.add(model.Hangup(name=name, place=response.place), f"{PurePosixPath(name).stem}: nothing")


def _ends_at_once(given: _Documents, idents: list[str]) -> bool:
    """Whether a document has nothing but steps that callers do not notice."""
    return (
        not any(ident in given.draft.nodes for ident in idents)
        and all(given.draft.knows(ident) for ident in idents[:-1])
        and not any(one.tag == "Redirect" for one in given.documents[idents[0]].children)
    )


def _way(target: str) -> str | None:
    return None if target == HANGUP else target


def _seconds(verb: Element, name: str, otherwise: float) -> float:
    try:
        found = float(verb.get(name) or otherwise)
    except ValueError:
        return otherwise
    return found if 0 <= found <= _MOST_SECONDS else otherwise


def _heard(verbs: list[Element]) -> Prompt:
    """What several verbs say one after another; a recording among them has an unknown length."""
    texts: list[str] = []
    audio = ""
    for verb in verbs:
        times = max(1, min(_MOST_LOOPS, int(_seconds(verb, "loop", 1))))
        if verb.tag == "Say":
            texts += [verb.all_text()] * times
        elif verb.tag == "Play":
            audio = audio or verb.all_text()
    return Prompt(text=" ".join(text for text in texts if text), audio=audio)


def _write_say(given: _Documents, step: Step) -> None:
    prompt = _heard([step.verb])
    if not prompt.text and not prompt.audio:
        given.draft.alias(step.ident, step.after)
        return
    endless = step.verb.get("loop") == "0"
    to = step.ident if endless else _way(step.after)
    given.add(step, model.Say(name=step.ident, place=step.verb.place, prompt=prompt, next=to))


def _write_pause(given: _Documents, step: Step) -> None:
    prompt = Prompt(seconds=_seconds(step.verb, "length", 1.0))
    given.add(step, model.Say(name=step.ident, place=step.verb.place, prompt=prompt, next=_way(step.after)))


def _write_gather(given: _Documents, step: Step) -> None:
    verb = step.verb
    given_to = given.target(step, verb.get("action"))
    silent = given_to if verb.get("actionOnEmptyResult").casefold() == "true" else step.after
    count = int(_seconds(verb, "numDigits", 0))
    timeout = _seconds(verb, "timeout", _TIMEOUT)
    node = model.Ask(
        name=step.ident,
        place=verb.place,
        prompt=_heard(verb.children),
        digits=count if 1 <= count <= 64 else None,
        next=_way(given_to),
        invalid=_way(given_to),
        no_input=_way(silent),
        attempts=Attempts(1, 1, apart=False),
        no_input_timeout=timeout,
        inter_digit_timeout=timeout,
    )
    given.add(step, node)
    given.draft.not_said(_KEYS)


def _write_dial(given: _Documents, step: Step) -> None:
    verb = step.verb
    after = given.target(step, verb.get("action")) if verb.get("action") else step.after
    nouns = [one for one in verb.children if one.tag in ("Number", "Client", "Sip", "Sim", "Identity")]
    room = next((one for one in verb.children if one.tag in ("Conference", "Queue", "Application")), None)
    if room is not None:
        away = model.Transfer(name=step.ident, place=verb.place, number=room.all_text() or room.tag)
        given.add(step, away)
        return
    members = tuple(one.all_text() for one in nouns if one.all_text())
    who = list_words(list(members)) or verb.text or "a number"
    node = model.Ring(
        name=step.ident,
        place=verb.place,
        who=who,
        ring_for=_seconds(verb, "timeout", _RINGS) or _RINGS,
        members=members if len(members) > 1 else None,
        people=len(members) if len(members) > 1 else None,
        no_answer=_way(after),
    )
    given.add(step, node)
    given.draft.not_said(_PEOPLE)


def _write_record(given: _Documents, step: Step) -> None:
    box = model.Voicemail(name=step.ident, place=step.verb.place, box=PurePosixPath(step.file).stem)
    given.add(step, box)
    given.draft.not_said(_UNKNOWN)


def _write_enqueue(given: _Documents, step: Step) -> None:
    verb = step.verb
    after = given.target(step, verb.get("action")) if verb.get("action") else step.after
    name = verb.text or verb.get("workflowSid") or "queue"
    given.add(step, _waiting(step, name, _way(after)))
    given.draft.not_said(_WAITING)


def _waiting(step: Step, name: str, after: str | None) -> model.Queue:
    """A line whose limits are decided by what is not in these files."""
    return model.Queue(name=step.ident, place=step.verb.place, who=name, overflow=after, limit_elsewhere=True)


def _write_redirect(given: _Documents, step: Step) -> None:
    to = given.target(step, step.verb.all_text())
    if to == step.ident:
        given.add(step, model.Say(name=step.ident, place=step.verb.place, next=to))
    else:
        given.draft.alias(step.ident, to)


def _write_hangup(given: _Documents, step: Step) -> None:
    given.add(step, model.Hangup(name=step.ident, place=step.verb.place))


def _write_connect(given: _Documents, step: Step) -> None:
    inner = next(iter(step.verb.children), step.verb)
    where = inner.get("url") or inner.get("connectorName") or inner.all_text() or inner.tag
    given.add(step, model.Transfer(name=step.ident, place=step.verb.place, number=where, answered_by="unknown"))


def _write_pay(given: _Documents, step: Step) -> None:
    to = _way(given.target(step, step.verb.get("action")) if step.verb.get("action") else step.after)
    node = model.Ask(
        name=step.ident, place=step.verb.place, data="payment card", next=to, no_input=to, invalid=to,
        attempts=Attempts(1, 1, apart=False),
    )  # fmt: skip
    given.add(step, node)


def _write_quiet(given: _Documents, step: Step) -> None:
    """A verb that callers do not notice, or that this reader does not know."""
    given.draft.alias(step.ident, step.after)
    if step.verb.tag not in _QUIET:
        given.draft.not_said(f'a verb that is not known was passed over: "{step.verb.tag}"')


_QUIET: Final = frozenset({"Sms", "Message", "Start", "Stop", "Siprec", "Stream", "Recording", "Prompt"})
_VERBS: Final[Mapping[str, Callable[[_Documents, Step], None]]] = {
    "Say": _write_say,
    "Play": _write_say,
    "Pause": _write_pause,
    "Gather": _write_gather,
    "Dial": _write_dial,
    "Record": _write_record,
    "Enqueue": _write_enqueue,
    "Redirect": _write_redirect,
    "Hangup": _write_hangup,
    "Reject": _write_hangup,
    "Leave": _write_hangup,
    "Connect": _write_connect,
    "Refer": _write_connect,
    "Pay": _write_pay,
}
