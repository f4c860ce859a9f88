"""Phone trees made by the tests: small ones of every kind by hypothesis, and large ones of a given shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from ivr_audit import model
from ivr_audit.hours import State
from ivr_audit.model import Case, Node, Option, PhoneTree, Prompt, Wait
from ivr_audit.place import Place

HERE = Place("made.yaml", 1, 1)
OPEN = State(frozenset({"office"}), False)
TOPICS = ("billing", "nurse")


def tree_of(nodes: Iterable[Node], system: str = "native") -> PhoneTree:
    """A tree whose calls enter at the first node."""
    named = {node.name: node for node in nodes}
    entry = model.Entry("", next(iter(named)), HERE)
    return PhoneTree(
        name="made", source="made.yaml", place=HERE, nodes=named, entries=(entry,), topics=TOPICS, system=system
    )


def keys(targets: Sequence[str], about: Sequence[tuple[str, ...]] = ()) -> tuple[Option, ...]:
    """An option 1, 2, 3... to each target; a twelfth and later one has two digits."""
    names = [*"123456789", *(f"0{n}" for n in range(len(targets)))]
    return tuple(Option(names[i], to, about[i] if i < len(about) else (), HERE, HERE) for i, to in enumerate(targets))


def say(name: str, to: str | None, seconds: float = 1.0) -> Node:
    return model.Say(name=name, place=HERE, prompt=Prompt("", seconds), next=to)


def menu(
    name: str, *targets: str, no_input: str | None = None, invalid: str | None = None, seconds: float = 1.0
) -> Node:
    return model.Menu(
        name=name, place=HERE, prompt=Prompt("", seconds), options=keys(targets), no_input=no_input, invalid=invalid
    )


def ring(name: str, no_answer: str | None = None, **fields: object) -> Node:
    return model.Ring(name=name, place=HERE, who=name, no_answer=no_answer, **fields)  # type: ignore[arg-type]


def mesh(count: int, seconds: Sequence[float] = ()) -> PhoneTree:
    """Menus that all link to each other, each with a desk of its own and a hang-up for the silent and the wrong."""
    names = [f"menu {i}" for i in range(count)]
    nodes = [
        menu(name, *(to for to in names if to != name), f"desk {i}", seconds=seconds[i] if seconds else 1.0 + i)
        for i, name in enumerate(names)
    ]
    return tree_of([*nodes, *(ring(f"desk {i}", ring_for=10.0 + i) for i in range(count))])


def chain(length: int) -> PhoneTree:
    """Menus one below the other, each with a key back to the one above, one to the first and one to a common
    operator."""
    nodes = [
        menu(f"m{i}", f"m{i + 1}" if i + 1 < length else "operator", f"m{max(i - 1, 0)}", "m0", "operator")
        for i in range(length)
    ]
    return tree_of([*nodes, ring("operator")])


def branching(count: int, back_to: str = "n0") -> PhoneTree:
    """A tree of menus with four options down, one back to the main menu, silence to the main menu and wrong keys cut
    off; every menu without four below it has a desk."""
    nodes: list[Node] = []
    for i in range(count):
        below = [f"n{j}" for j in range(4 * i + 1, 4 * i + 5) if j < count]
        name = f"n{i}"
        nodes.append(menu(name, *below, "n0", no_input="n0") if below else ring(name, no_answer=back_to))
    return tree_of(nodes)


@st.composite
def trees(draw: st.DrawFn, most: int = 6) -> PhoneTree:
    """A tree of up to `most` nodes of any kind, with targets missing, shared, and leading back."""
    names = [f"n{i}" for i in range(draw(st.integers(1, most)))]
    nodes = [_KINDS[draw(st.sampled_from(_WEIGHTED))](draw, name, [*names, "hangup"]) for name in names]
    return tree_of(nodes, draw(st.sampled_from(["native", "asterisk"])))


def tangles(most: int = 7) -> st.SearchStrategy[PhoneTree]:
    """Trees of menus that lead to each other more often than not."""
    return (
        st.integers(3, most)
        .flatmap(
            lambda count: st.tuples(
                *(
                    st.tuples(
                        st.lists(st.sampled_from([f"n{i}" for i in range(count)]), min_size=1, max_size=4),
                        st.sampled_from([None, None, "n0", "n1", "desk"]),
                        st.integers(1, 9),
                    )
                    for _ in range(count)
                )
            )
        )
        .map(
            lambda rows: tree_of(
                [
                    *(
                        menu(f"n{i}", *to, no_input=silent, seconds=seconds)
                        for i, (to, silent, seconds) in enumerate(rows)
                    ),
                    ring("desk"),
                ]
            )
        )
    )


def _prompt(draw: st.DrawFn) -> Prompt:
    return Prompt("", float(draw(st.integers(0, 9))))


def _maybe(draw: st.DrawFn, names: list[str]) -> str | None:
    return draw(st.sampled_from([None, *names]))


def _some(draw: st.DrawFn, names: list[str], most: int = 2) -> tuple[str, ...]:
    return tuple(draw(st.lists(st.sampled_from(names), max_size=most, unique=True)))


def _topics(draw: st.DrawFn) -> tuple[str, ...]:
    return draw(st.sampled_from([(), TOPICS[:1], TOPICS[1:], TOPICS]))


def _menu(draw: st.DrawFn, name: str, names: list[str]) -> Node:
    targets = draw(st.lists(st.sampled_from(names), max_size=3))
    return model.Menu(
        name=name,
        place=HERE,
        prompt=_prompt(draw),
        options=keys(targets, [_topics(draw) for _ in targets]),
        no_input=_maybe(draw, names),
        invalid=_maybe(draw, names),
        barge_in=draw(st.booleans()),
        attempts=draw(st.sampled_from([None, model.Attempts(2, 3, True)])),
    )


def _people(draw: st.DrawFn, names: list[str]) -> dict[str, object]:
    return {
        "staffed": draw(st.sampled_from([None, "office", "night"])),
        "handles": draw(st.sampled_from([None, (), TOPICS[:1], TOPICS[1:]])),
        "transfers_to": _some(draw, names),
        "escalates_to": _some(draw, names, 1),
    }


def _ring(draw: st.DrawFn, name: str, names: list[str]) -> Node:
    return ring(name, _maybe(draw, names), busy=_maybe(draw, names), **_people(draw, names))


def _queue(draw: st.DrawFn, name: str, names: list[str]) -> Node:
    return model.Queue(
        name=name,
        place=HERE,
        wait=draw(st.sampled_from([None, Wait(20.0, None), Wait(20.0, 90.0)])),
        max_wait=draw(st.sampled_from([None, 60.0])),
        overflow=_maybe(draw, names),
        no_agents=_maybe(draw, names),
        exits=keys(_some(draw, names, 1)),
        callback=draw(st.sampled_from([None, "9"])),
        **_people(draw, names),  # type: ignore[arg-type]
    )


def _voicemail(draw: st.DrawFn, name: str, names: list[str]) -> Node:
    owner = draw(st.sampled_from([None, "nobody", "Ann"]))
    return model.Voicemail(name=name, place=HERE, owner=owner, exits=keys(_some(draw, names, 1)))


def _branch(draw: st.DrawFn, name: str, names: list[str]) -> Node:
    cases = tuple(Case(f"c{i}", to, None, HERE, HERE) for i, to in enumerate(_some(draw, names)))
    return model.Branch(name=name, place=HERE, cases=cases)


_KINDS = {
    "menu": _menu,
    "say": lambda draw, name, names: say(name, _maybe(draw, names)),
    "ask": lambda draw, name, names: model.Ask(
        name=name, place=HERE, prompt=_prompt(draw), next=_maybe(draw, names), no_input=_maybe(draw, names)
    ),
    "hours": lambda draw, name, names: model.HoursCheck(
        name=name,
        place=HERE,
        hours=draw(st.sampled_from([None, "office"])),
        open=_maybe(draw, names),
        closed=_maybe(draw, names),
    ),
    "branch": _branch,
    "ring": _ring,
    "queue": _queue,
    "voicemail": _voicemail,
    "callback": lambda draw, name, names: model.Callback(name=name, place=HERE),
    "self_service": lambda draw, name, names: model.SelfService(
        name=name, place=HERE, does=_prompt(draw), next=_maybe(draw, names)
    ),
    "transfer": lambda draw, name, names: model.Transfer(
        name=name,
        place=HERE,
        answered_by=draw(st.sampled_from(["person", "unknown"])),
        no_answer=_maybe(draw, names),
    ),
    "hangup": lambda draw, name, names: model.Hangup(name=name, place=HERE),
}
_WEIGHTED = [*_KINDS, "menu", "menu", "menu", "ring", "queue", "self_service"]
