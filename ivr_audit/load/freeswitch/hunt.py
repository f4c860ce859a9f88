"""Which actions of a FreeSWITCH dialplan a call gets: conditions, their breaks, and what nobody can know beforehand.

The dialplan is gone through before anything of it is done, as the server does it: a variable that is set by an action
is seen by a later condition only with `inline="true"` or after a transfer. Every condition that the files do not decide
keeps both its answers; the clock becomes a check of hours.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Final, NamedTuple

from ivr_audit.load.draft import TooLarge
from ivr_audit.load.freeswitch.files import Context
from ivr_audit.load.freeswitch.patterns import pattern, substituted
from ivr_audit.load.freeswitch.plan import QUIET, SETS, Action, Plan, Variables, Where
from ivr_audit.load.freeswitch.times import LAST_YEAR, TIMES, hours_of
from ivr_audit.load.xml_places import Element
from ivr_audit.model import HANGUP, Branch, Case, Hangup, Hours, HoursCheck, Transfer
from ivr_audit.place import Place

_TECHNICAL: Final = frozenset({
    "unroll_loops", "sip_looped_call", "call_debug", "default_password", "rtp_has_crypto", "switch_r_sdp",
    "endpoint_disposition", "sip_h_x-auth-ip", "sip_authorized", "sip_acl_authed_by", "verto_user", "is_conference",
})  # fmt: skip
"""Variables that say how a call is signalled; an ordinary call from outside has none of them."""
_MOST_UNKNOWN: Final = 24
_MOST_SCENES: Final = 30_000
_DEEPEST: Final = 60
_FIELDS: Final = {
    "caller_id_number": "the caller's number", "caller_id_name": "the caller's name", "ani": "the caller's number",
    "network_addr": "the network the call comes from", "rdnis": "the number it was forwarded from",
    "destination_number": "the number dialled", "source": "the way the call came in",
}  # fmt: skip
_NEVER_HEARD: Final = "tests of how a call is signalled ({}) count as not met"


class _Question(NamedTuple):
    """Something that decides and is not in the files; `hours` if it is the clock."""

    decides: str
    yes: str
    hours: Hours | None
    place: Place


class _State(NamedTuple):
    """Where the search stands: the next extension, what was collected, and answers that are asked for again."""

    at: int
    actions: tuple[Action, ...]
    where: Where
    end: str
    assumed: tuple[tuple[str, bool], ...]
    unknown: int


Asking = Generator[_Question, bool, bool]


class Hunt:
    """Finds the actions for a number in a context."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._settled: dict[_State, str] = {}
        self._splits: dict[tuple[_Question, str, str], str] = {}
        self._scenes = 0
        plan.route = self.route

    def route(self, number: str, context: str, variables: Variables, end: str = HANGUP) -> str:
        """Where a call to this number goes. Raises TooLarge."""
        found = self.plan.files.contexts.get(context) or self.plan.files.contexts.get("global")
        if found is None:
            said = f"{number} in {context}" if context != "default" else number
            return self._outside(number, said, Place(self.plan.draft.source))
        return self._settle(found, _State(0, (), Where(variables, number, context), end, (), 0))

    def _outside(self, number: str, said: str, place: Place) -> str:
        ident = f"leaves the file: {said}"
        if ident not in self.plan.draft.nodes:
            self.plan.draft.add(Transfer(name=ident, place=place, number=number, answered_by="unknown"), ident)
        return ident

    def _settle(self, context: Context, state: _State) -> str:
        if state in self._settled:
            return self._settled[state]
        first = state
        answer = self._end(context, state)
        while state.at < len(context.extensions):
            scene = _Scene(self.plan, context, state)
            over = state.unknown >= _MOST_UNKNOWN
            proceed = scene.walk(context.extensions[state.at], dict(state.assumed), False if over else None)
            if proceed is None:
                answer = self._explored(context, state, {})
                break
            if proceed and not _true(context.extensions[state.at].get("continue")):
                answer = self.plan.run(tuple(scene.actions), scene.where, state.end)
                break
            state = scene.later(state)
            answer = self._end(context, state)
        self._settled[first] = answer
        return answer

    def _explored(self, context: Context, state: _State, answers: dict[str, bool]) -> str:
        """Both ways of every question that an extension asks."""
        self._scenes += 1
        if self._scenes > _MOST_SCENES:
            raise TooLarge
        extension = context.extensions[state.at]
        scene = _Scene(self.plan, context, state)
        proceed = scene.walk(extension, {**dict(state.assumed), **answers})
        if proceed is None:
            question = scene.question
            assert question is not None
            key = f"{question.decides}\n{question.yes}"
            if state.unknown + len(answers) >= _MOST_UNKNOWN:
                return self._settle(context, state._replace(unknown=_MOST_UNKNOWN))
            yes = self._explored(context, state, {**answers, key: True})
            no = self._explored(context, state, {**answers, key: False})
            return yes if yes == no else self._split(question, yes, no)
        if proceed and not _true(extension.get("continue")):
            return self.plan.run(tuple(scene.actions), scene.where, state.end)
        again = {key: answer for key, answer in answers.items() if _asked_again(context, key)}
        assumed = tuple(sorted({**dict(state.assumed), **again}.items()))
        later = scene.later(state)._replace(assumed=assumed, unknown=state.unknown + 1)
        return self._settle(context, later)

    def _split(self, question: _Question, yes: str, no: str) -> str:
        draft = self.plan.draft
        key = (question._replace(hours=None), yes, no)
        if key in self._splits:
            return self._splits[key]
        ident = self._splits[key] = f"condition {len(self._splits) + 1}"
        place = question.place
        if question.hours is not None:
            name = _known_hours(draft.hours, question.hours)
            if question.hours.dates:
                draft.not_said(f"dates that come round every year are worked out up to {LAST_YEAR}")
            return draft.add(HoursCheck(name=ident, place=place, hours=name, open=yes, closed=no), f"open {name}?")
        cases = (
            Case(question.yes, yes, None, place, place),
            Case("otherwise", no, None, place, place),
        )
        decides = question.decides
        return draft.add(Branch(name=ident, place=place, decides=decides, cases=cases), decides)

    def _end(self, context: Context, state: _State) -> str:
        """No extension took the call for itself."""
        if state.actions:
            return self.plan.run(state.actions, state.where, state.end)
        number = state.where.number
        if not context.whole:
            return self._outside(number, f"{number} in {context.name}", context.place)
        ident = f"nothing at {number} in {context.name}"
        if ident not in self.plan.draft.nodes:
            self.plan.draft.add(Hangup(name=ident, place=context.place), f"nobody has the number {number}")
        return ident


def _known_hours(known: dict[str, Hours], hours: Hours) -> str:
    """The name under which these hours are kept: equal ones once, different ones of one name apart."""
    count, name = 1, hours.name
    while name in known and (known[name].weekly, known[name].dates) != (hours.weekly, hours.dates):
        count += 1
        name = f"{hours.name} ({count})"
    known.setdefault(name, replace(hours, name=name))
    return name


def _asked_again(context: Context, key: str) -> bool:
    """Whether another extension asks the same, so that its answer must be kept in mind."""
    decides = key.split("\n")[0]
    names = [name for name, words in _FIELDS.items() if words == decides] or [decides]
    count = 0
    for extension in context.extensions:
        for element in extension.walk():
            if decides == "the clock":
                count += any(name in element.attributes for name in TIMES)
            else:
                count += element.get("field").strip("${}") in names
        if count > 1:
            return True
    return False


def _true(text: str) -> bool:
    return text.strip().lower() in ("true", "yes", "on", "enabled", "active", "t", "1")


class _Scene:
    """One extension gone through with given answers; stops at the first question that has none."""

    def __init__(self, plan: Plan, context: Context, state: _State) -> None:
        self.plan = plan
        self.context = context
        self.actions = list(state.actions)
        self.where = state.where
        self.question: _Question | None = None
        self.title = ""

    def walk(self, extension: Element, answers: dict[str, bool], otherwise: bool | None = None) -> bool | None:
        """Whether the extension takes the call; None if it asks something that neither answers nor `otherwise` has."""
        self.title = self.plan.files.attribute(extension, "name")
        asking = self._conditions(extension, 0)
        try:
            question = next(asking)
            while True:
                key = f"{question.decides}\n{question.yes}"
                answer = answers.get(key, otherwise)
                if answer is None:
                    self.question = question
                    return None
                if key not in answers:
                    self.plan.draft.not_said("conditions after the first 24 that nothing decides count as not met")
                question = asking.send(answer)
        except StopIteration as stopped:
            return bool(stopped.value)

    def later(self, state: _State) -> _State:
        """The state before the next extension."""
        return state._replace(at=state.at + 1, actions=tuple(self.actions), where=self.where)

    def _conditions(self, element: Element, depth: int) -> Asking:
        proceed = False
        for condition in element.children:
            if condition.tag != "condition":
                continue
            passed, proceed, groups = yield from self._tested(condition)
            wanted = "action" if passed else "anti-action"
            for action in condition.children:
                if action.tag == wanted:
                    self._take(action, groups)
                    proceed = proceed or not passed
            breaks = condition.get("break").lower()
            if breaks == "always" or (breaks == "on-true" if passed else breaks not in ("never", "on-true")):
                break
            nested = proceed and any(child.tag == "condition" for child in condition.children)
            if nested and depth < _DEEPEST:
                proceed = yield from self._conditions(condition, depth + 1)
                if not proceed and breaks != "never":
                    break
        if depth and element.attributes.get("require-nested") and not _true(element.get("require-nested")):
            return True
        return proceed

    def _tested(self, condition: Element) -> Generator[_Question, bool, tuple[bool, bool, tuple[str, ...]]]:
        """Whether the actions count, whether the extension would take the call, and what the groups took.

        A condition on the clock and a field at once holds if either does: that is how the server reads it.
        """
        timed = None
        if any(name in condition.attributes for name in TIMES):
            timed = yield from self._on_clock(condition)
        rule = condition.get("regex").lower()
        if rule:
            passes = 0
            total = 0
            groups: tuple[str, ...] = ()
            for inner in condition.children:
                if inner.tag != "regex":
                    continue
                total += 1
                fits, taken = yield from self._one(inner)
                passes += fits
                groups = taken or groups
                if fits and rule not in ("all", "xor") or not fits and rule == "all":
                    break
            met = passes == 1 if rule == "xor" else passes == total if rule == "all" else passes > 0
            return met or bool(timed), met, groups
        if "field" in condition.attributes:
            fits, groups = yield from self._on_field(condition)
            return fits or bool(timed), fits, groups
        return timed is not False, timed is not False, ()

    def _one(self, element: Element) -> Generator[_Question, bool, tuple[bool, tuple[str, ...]]]:
        if "field" in element.attributes:
            return (yield from self._on_field(element))
        if any(name in element.attributes for name in TIMES):
            return (yield from self._on_clock(element)), ()
        return True, ()

    def _on_clock(self, element: Element) -> Asking:
        said = {name: self.plan.files.filled(text) for name, text in element.attributes.items()}
        hours = hours_of(said, element.place)
        words = " ".join(f"{name} {said[name]}" for name in TIMES if name in said)
        if (
            hours is not None
            and not hours.dates
            and all(sum(s.end - s.start for s in day) == 1440 for day in hours.weekly)
        ):
            return True
        answer = yield _Question("the clock", words, hours, element.place)
        return answer

    def _on_field(self, element: Element) -> Generator[_Question, bool, tuple[bool, tuple[str, ...]]]:
        inner = next((child for child in element.children if child.tag == "expression"), None)
        expression = self.plan.files.attribute(element, "expression") if inner is None else inner.text
        expression = self.plan.expanded(self.plan.files.filled(expression), self.where)
        name = self.plan.files.attribute(element, "field")
        value = self._value(name)
        fitting = pattern(expression)
        if value is not None and fitting is not None and "${" not in expression:
            groups = fitting.groups(value)
            return groups is not None, (groups or ()) if "(" in expression else ()
        bare = name.strip("${}")
        if bare == "destination_number" and "${caller_id_number}" in expression:
            return False, ()
        decides = _FIELDS.get(bare, f"the setting {bare}")
        answer = yield _Question(decides, f"fits {expression}"[:80], None, element.place)
        return answer, ()

    def _value(self, name: str) -> str | None:
        if not name.startswith("${"):
            if name == "destination_number":
                return self.where.number
            return self.where.context if name == "context" else None
        if not name.endswith("}") or not name[2:-1].replace("_", "").replace("-", "").isalnum():
            return None
        bare = name[2:-1]
        found = self.plan.value(bare, dict(self.where.variables), self.where)
        if found is None and bare.lower() in _TECHNICAL:
            self.plan.draft.not_said(_NEVER_HEARD.format("loops, debugging, encryption"))
            return ""
        return found

    def _take(self, element: Element, groups: tuple[str, ...]) -> None:
        app = self.plan.files.attribute(element, "application").lower()
        data = self.plan.files.filled(element.text) if element.text else self.plan.files.attribute(element, "data")
        data = substituted(data, groups)[:2000] if groups else data[:2000]
        if app in QUIET or not app:
            return
        if app in SETS:
            if _true(element.get("inline")):
                value = self.plan.expanded(data, self.where)
                self.where = self.where._replace(variables=self.plan.changed(self.where.variables, app, value))
                return
            name = data.partition("=")[0].strip().removeprefix("nolocal:")
            if app != "multiset" and name not in self.plan.read_later:
                return
        loops = element.get("loop")
        times = min(int(loops), 10) if loops.isascii() and loops.isdigit() and len(loops) < 9 else 1
        self.actions += [Action(app, data, element.place, self.title)] * times
