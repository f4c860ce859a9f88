"""Big and broken FreePBX files: bounded time, and no exception but the tool's own."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from freepbx_made import BLACKHOLE, big_system, extensions, group, menu, queue, routes, time_condition
from hypothesis import given
from hypothesis import strategies as st
from survival import FUZZ, survives

from ivr_audit import model
from ivr_audit.api import audit
from ivr_audit.load import folder, load, read
from ivr_audit.load.asterisk.reader import read as read_files

_TARGETS = (
    "ivr-1,s,1", "ivr-2,s,1", "ivr-9,s,1", "ext-group,600,1", "ext-queues,700,1", "ext-local,vmu101,1", "",
    "from-did-direct,101,1", "from-did-direct,201,1", "timeconditions,1,1", "app-blackhole,ring,1", "${X},1",
    "app-blackhole,musiconhold,1", "from-internal,101,1", "from-internal,5550199,1", "hang,1", "return,1", "gone,s,1",
)  # fmt: skip


def test_a_file_of_250_kb_gives_a_tree(tmp_path: Path) -> None:
    text = big_system(250_000)
    (tmp_path / "extensions_additional.conf").write_text(text)
    tree = load(tmp_path / "extensions_additional.conf")
    menus = [one for one in tree.nodes.values() if isinstance(one, model.Menu)]
    assert len(menus) == text.count("[ivr-")
    assert len(tree.entries) == text.count("(dest-ext)")
    assert audit(tree).findings


def test_many_menus_to_one_phone_without_mailbox_stay_small(tmp_path: Path) -> None:
    text = routes({"5550101": "ivr-1,s,1"}) + extensions([], ["201"])
    for number in range(1, 61):
        text += menu(number, {"1": f"ivr-{number % 60 + 1},s,1", "2": "from-did-direct,201,1"}, title=f"Menu {number}")
    (tmp_path / "extensions_additional.conf").write_text(text)
    tree = load(tmp_path / "extensions_additional.conf")
    rings = [one for one in tree.nodes.values() if isinstance(one, model.Ring)]
    assert sorted(one.no_answer or "" for one in rings) == sorted(f"Menu {number}" for number in range(1, 61))


_target = st.sampled_from(_TARGETS)
_ending = st.tuples(st.sampled_from([None, 0, 1, 3, 999]), st.sampled_from(["", "again", "a&b"]),
                    st.sampled_from(["", "sorry"]), _target)  # fmt: skip
_keys = st.dictionaries(st.sampled_from(["0", "1", "12", "*", "#", "t", "_1X", "9#"]), _target, max_size=4)
_menu = st.builds(
    lambda number, options, silent, wrong, listens, direct, prompt: menu(
        number, options, silent=silent, wrong=wrong, listens=listens, direct=direct, prompt=prompt
    ),
    st.integers(1, 3), _keys, _ending, _ending, st.sampled_from(["keys", "one by one", "typed"]), st.booleans(),
    st.sampled_from(["", "x", "${Y}"]),
)  # fmt: skip
_system = st.builds(
    lambda start, menus, after, times: (
        routes({"5550101": start})
        + "".join(menus)
        + "[ext-group]\n"
        + group("600", "101-201#--", after)
        + "[ext-queues]\n"
        + queue("700", after, wait="x")
        + "[timeconditions]\n"
        + time_condition("1", times, start, after)
        + extensions(["101"], ["201"])
        + BLACKHOLE
    ),
    _target, st.lists(_menu, max_size=4), _target,
    st.lists(st.sampled_from(["*,*,*,*", "9:00-17:00,mon-fri,*,*", "99:99,x,*,*", "", "a|b"]), max_size=3),
)  # fmt: skip


def check(content: bytes) -> None:
    place = folder.Folder(None, "", {"extensions_additional.conf": content})
    survives(lambda: read_files(place, ["extensions_additional.conf"], None), ["extensions_additional.conf"])


@FUZZ
@given(_system)
def test_any_system_of_these_parts_is_read(text: str) -> None:
    check(text.encode())


@FUZZ
@given(st.integers(0, 2**32))
def test_changed_bytes_are_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(_BASE)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(content))
        match chance.randrange(4):
            case 0:
                content[at] = chance.randrange(256)
            case 1:
                del content[at : at + chance.randint(1, 200)]
            case 2:
                content[at:at] = chance.choice((b"${", b"$[", b"Goto(", b"[ivr-1]\n", b",", b"\x00", b"exten => "))
            case _:
                end = at + chance.randint(1, 400)
                content[at:at] = content[at:end]
    check(bytes(content))


_BASE = (
    routes({"5550101": "timeconditions,1,1"})
    + "[timeconditions]\n"
    + time_condition("1", ["9:00-17:00,mon-fri,*,*"], "ivr-1,s,1", "ext-local,vmu101,1")
    + menu(1, {"1": "ivr-2,s,1", "0": "ext-group,600,1"}, direct=True, silent=(3, "again", "", "ivr-2,s,1"))
    + menu(2, {"1": "ivr-1,s,1", "2": "ext-queues,700,1"}, listens="one by one", wrong=(2, "a&b", "sorry", "hang,1"))
    + "[ext-group]\n"
    + group("600", "101-201", "ext-queues,700,1")
    + "[ext-queues]\n"
    + queue("700", "ext-local,vmu101,1", wait="60")
    + extensions(["101"], ["201"])
    + BLACKHOLE
).encode()


@pytest.mark.parametrize("text", ["[ext-did-0001]\n", "[ext-local]\nexten\n"])
def test_stumps_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "extensions_additional.conf"
    path.write_text(text + "exten => s,n,WaitExten()\n")
    assert survives(lambda: read(path), [path.as_posix()]) is None


def test_a_stump_of_a_menu_says_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "extensions_additional.conf"
    path.write_text("[ivr-1]\nexten => s,1,Set(IVR_MSG=)\nexten => s,n,WaitExten()\n")
    tree = survives(lambda: read(path), [path.as_posix()])
    assert tree is not None
    assert any("no inbound route is in the file" in told for told in tree.not_said)
