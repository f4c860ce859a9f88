"""What is still to be made into nodes while a FreeSWITCH dialplan is followed, and the variables a call has there.

A call's way is a list of actions with the variables that matter later; equal ways become one node. Nothing here calls
itself: a step is named first and made later, so that files that lead in circles end.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from itertools import islice, product
from typing import Final, NamedTuple

from ivr_audit.load.draft import Draft
from ivr_audit.load.freeswitch.files import Files
from ivr_audit.model import HANGUP
from ivr_audit.place import Place

_NAME = re.compile(r"\$\{([A-Za-z_][\w.-]{0,80})\}")
_LONGEST: Final = 400
_MOST_ACTIONS: Final = 400
_MOST_EXAMPLES: Final = 2_000
_OWN: Final = frozenset({
    "call_timeout", "leg_timeout", "originate_timeout", "continue_on_fail", "fifo_orbit_exten", "ivr_menu_terminator",
    "timezone", "cc_exit_keys",
})  # fmt: skip
SETS: Final = frozenset({"set", "export", "set_global", "multiset", "unset"})
QUIET: Final = frozenset({
    "answer", "pre_answer", "ring_ready", "log", "info", "hash", "db", "verbose_events", "bind_meta_app", "event",
    "bind_digit_action", "clear_digit_action", "digit_action_set_realm", "start_dtmf", "stop_dtmf", "block_dtmf",
    "unblock_dtmf", "spandsp_start_dtmf", "spandsp_stop_dtmf", "flush_dtmf", "queue_dtmf", "send_dtmf", "presence",
    "record_session", "stop_record_session", "record_session_mask", "sched_hangup", "sched_transfer", "sched_broadcast",
    "sched_cancel", "set_name", "set_profile_var", "set_user", "set_audio_level", "set_mute", "set_media_stats",
    "session_loglevel", "debug_media", "privacy", "export_vars", "unhold", "hold", "media_reset", "limit", "group",
    "limit_hash", "limit_execute", "enable_heartbeat", "jitterbuffer", "check_acl", "remove_bugs", "system", "chat",
    "bgsystem", "mkdir", "rename", "push", "unshift", "bind", "sound_test", "displace_session", "stop_displace_session",
    "acknowledge_call", "capture", "cng_plc", "comfort_noise", "deduplicate_dtmf", "eval", "fax_detect", "soft_hold",
    "spandsp_start_fax_detect", "stop_fax_detect", "spandsp_stop_fax_detect", "tone_detect", "stop_tone_detect",
    "mutex", "nibblebill", "start_dtmf_generate", "stop_dtmf_generate", "cidlookup", "lcr", "av_start",
})  # fmt: skip
"""Applications that a caller does not notice."""

Variables = tuple[tuple[str, str], ...]


class Action(NamedTuple):
    """One step of a dialplan: the application, what it is given, and the extension or menu it stands in."""

    app: str
    data: str
    place: Place
    title: str


class Run(NamedTuple):
    """Actions that a call still has before it; after them it goes to `end`."""

    actions: tuple[Action, ...]
    variables: Variables
    number: str
    context: str
    end: str


class Where(NamedTuple):
    """What a call has with it: variables, the number dialled and the context."""

    variables: Variables
    number: str
    context: str


class Plan:
    """The draft, what the files say, and the steps that have a name but are not made yet."""

    def __init__(self, draft: Draft, files: Files) -> None:
        self.draft = draft
        self.files = files
        self.waiting: list[tuple[NamedTuple, str]] = []
        self.read_later = _read_later(files)
        self.route: Callable[[str, str, Variables, str], str] = lambda number, context, variables, end: end
        """Where a call to a number in a context goes, given its variables and what follows; see `freeswitch_hunt`."""
        self.keys: dict[str, NamedTuple] = {}
        self.menus: dict[tuple[str, tuple[str, str, str]], list[str]] = {}
        """The nodes of a menu, one for each way it is come to, given its name and what follows."""
        self.notes: dict[str, dict[str, None]] = {}
        """Menus of which the same must be said, by what it is."""
        self.shared: dict[tuple[str, ...], str] = {}
        """Nodes that are the same wherever a call comes from, such as a mailbox, by what they are."""
        self.forms: dict[str, str] = {}
        """Patterns of extensions by the number that stands for all that fit them, which no file names."""
        self.calls = 0
        """How often the dialplan was gone into by a step that comes back."""
        self._aliases: dict[str, str] = {}
        self._idents: dict[NamedTuple, str] = {}

    def ident(self, key: NamedTuple, kind: str) -> str:
        """The name of a step, which is made later if it is new."""
        if key not in self._idents:
            self._idents[key] = f"{kind} {len(self._idents) + 1}"
            self.keys[self._idents[key]] = key
            self.waiting.append((key, self._idents[key]))
        return self._idents[key]

    def run(self, actions: tuple[Action, ...], where: Where, end: str = HANGUP) -> str:
        """Where a call goes that has these actions before it; what nobody notices is passed over."""
        variables, number, context = where
        kept = number if "destination_number" in self.read_later else ""
        for n, action in enumerate(actions[:_MOST_ACTIONS]):
            if action.app in SETS:
                variables = self.changed(variables, action.app, self.expanded(action.data, where))
                where = Where(variables, number, context)
            elif action.app not in QUIET:
                return self.ident(Run(actions[n:_MOST_ACTIONS], variables, kept, context, end), "step")
        return end

    def example(self, form: str, shape: tuple[frozenset[str], ...]) -> str:
        """A number that stands for a pattern of extensions: one that the files do not name, if there is one."""
        keys = [sorted(signs, key=lambda sign: (not sign.isdigit(), sign)) for signs in shape]
        tried = ["".join(one) for one in islice(product(*keys), _MOST_EXAMPLES)]
        for one in tried:
            if self.forms.get(one, form) == form and one not in self._numbers:
                self.forms[one] = form
                return one
        return tried[0]

    def shown(self, number: str) -> str:
        """A number as people should read it: the pattern that it is an example of, else itself."""
        return self.forms.get(number, number)

    @cached_property
    def _numbers(self) -> frozenset[str]:
        """Every number that the dialplan or a menu names."""
        elements = [one for context in self.files.contexts.values() for one in context.extensions]
        found: set[str] = set()
        for element in (*elements, *self.files.menus.values()):
            for inner in element.walk():
                for text in (*inner.attributes.values(), inner.text):
                    found.update(re.findall(r"\d{2,}", text))
        return frozenset(found)

    def noted(self, what: str, menu: str) -> None:
        """The same has to be said of this menu as of others; it is said once, of all of them."""
        self.notes.setdefault(what, {})[menu] = None

    def alias(self, ident: str, to: str) -> None:
        """A step that a caller does not notice."""
        self._aliases[ident] = to
        self.draft.alias(ident, to)

    def resolved(self, ident: str) -> str:
        """What a step stands for that a caller does not notice."""
        seen = set()
        while ident in self._aliases and ident not in seen:
            seen.add(ident)
            ident = self._aliases[ident]
        return ident

    def changed(self, variables: Variables, app: str, data: str) -> Variables:
        """The variables after `set name=value`; only those that are looked at somewhere are kept."""
        found = dict(variables)
        pieces = [data]
        if app == "multiset":
            sign = data[2] if data.startswith("^^") and len(data) > 2 else " "
            pieces = data.removeprefix("^^" + sign).split(sign)
        for piece in pieces:
            name, _, value = piece.partition("=")
            name = name.strip().removeprefix("nolocal:")
            if name not in self.read_later:
                continue
            found.pop(name, None)
            if app != "unset" and len(value) <= _LONGEST:
                found[name] = value.strip()
        return tuple(sorted(found.items()))

    def expanded(self, text: str, where: Where) -> str:
        """The text with every `${name}` whose value is known; the others stay."""
        if "${" not in text:
            return text
        known = dict(where.variables)

        def value(found: re.Match[str]) -> str:
            said = self.value(found[1], known, where)
            return found[0] if said is None else said

        return _NAME.sub(value, text)[:_LONGEST]

    def value(self, name: str, known: dict[str, str], where: Where) -> str | None:
        """What a variable holds; None if the files do not say."""
        if name in known:
            return known[name]
        if name == "destination_number":
            return where.number
        if name == "context":
            return where.context
        if name in self.files.unknown:
            return None
        return self.files.variables.get(name)


def _read_later(files: Files) -> frozenset[str]:
    """The variables that a condition, an action or a menu looks at."""
    found = set(_OWN)
    elements = [one for context in files.contexts.values() for one in context.extensions] + list(files.menus.values())
    for element in elements:
        for inner in element.walk():
            for text in (*inner.attributes.values(), inner.text):
                if "${" in text:
                    found |= set(_NAME.findall(text))
    return frozenset(found)
