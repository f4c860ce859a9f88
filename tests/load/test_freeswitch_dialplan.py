"""The dialplan of FreeSWITCH: conditions, breaks, the clock, transfers, bridges and ways in."""

from __future__ import annotations

from pathlib import Path

import freeswitch_trees as fs
import pytest

from ivr_audit.load import read
from ivr_audit.model import Branch, Hangup, HoursCheck, Queue, Ring, Say, Span, Transfer, Voicemail

BOXES = "".join(fs.extension(f"box{n}", f"voicemail default d {n}") for n in range(1, 4))


def tried(tmp_path: Path, extensions: str) -> str:
    """Where a call to 5550100 goes first."""
    return fs.entered(fs.tree_of(tmp_path, fs.server(extensions), "5550100"))["5550100"]


def box(number: int) -> str:
    return fs.action(f"voicemail default d {number}")


def on(number: str, inside: str = "", more: str = "") -> str:
    return f'<condition field="destination_number" expression="{number}" {more}>{inside}</condition>'


def test_the_first_that_fits_takes_the_call(tmp_path: Path) -> None:
    assert tried(tmp_path, fs.extension("5550.*", "voicemail a b 1") + fs.extension("5550100", "hangup")) == "mailbox 1"


def test_continue_collects_and_goes_on(tmp_path: Path) -> None:
    first = fs.extension("5550100", "playback a.wav", 'continue="true"')
    tree = fs.tree_of(tmp_path, fs.server(first + fs.extension("5550100", "voicemail a b 1")), "5550100")
    say = tree.nodes["plays a"]
    assert isinstance(say, Say)
    assert (fs.entered(tree)["5550100"], say.next) == ("plays a", "mailbox 1")


def test_stacked_conditions_must_all_hold(tmp_path: Path) -> None:
    stacked = f"<extension>{on('^5550100$')}{on('^nothing$', box(1))}</extension>"
    assert tried(tmp_path, stacked + fs.extension("5550100", "voicemail a b 2")) == "mailbox 2"


def test_an_anti_action_takes_the_call_too(tmp_path: Path) -> None:
    anti = fs.action("voicemail default d 3", "anti-action")
    assert tried(tmp_path, f"<extension>{on('^1$', box(1) + anti)}</extension>") == "mailbox 3"


@pytest.mark.parametrize(
    ("breaks", "second", "found"),
    [
        ("on-true", "^5550100$", "mailbox 1"),
        ("always", "^5550100$", "mailbox 1"),
        ("on-false", "^5550100$", "plays a"),
        ("never", "^5550100$", "plays a"),
    ],
)
def test_breaks_after_a_condition_that_holds(tmp_path: Path, breaks: str, second: str, found: str) -> None:
    first = on("^5550100$", box(1) if found == "mailbox 1" else fs.action("playback a.wav"), f'break="{breaks}"')
    extension = f"<extension>{first}{on(second, box(2))}</extension>"
    tree = fs.tree_of(tmp_path, fs.server(extension), "5550100")
    assert fs.entered(tree)["5550100"] == found
    assert ("mailbox 2" in tree.nodes) == (found == "plays a")


def test_break_never_looks_at_the_next_condition_all_the_same(tmp_path: Path) -> None:
    extension = (
        f"<extension>{on('^1$', box(1), 'break=' + chr(34) + 'never' + chr(34))}{on('5550100', box(2))}</extension>"
    )
    assert tried(tmp_path, extension) == "mailbox 2"


def test_the_last_condition_decides_whether_the_search_goes_on(tmp_path: Path) -> None:
    first = on("5550100", fs.action("playback a.wav"), 'break="never"') + on("^1$", box(1))
    tree = fs.tree_of(
        tmp_path, fs.server(f"<extension>{first}</extension>" + fs.extension("5550100", "voicemail a b 2"))
    )
    assert set(tree.nodes) == {"plays a", "mailbox 2"}


def test_nested_conditions_must_hold_too(tmp_path: Path) -> None:
    inner = on("^1$", box(1))
    assert tried(
        tmp_path, f"<extension>{on('5550100', inner)}</extension>" + fs.extension(".*", "voicemail a b 2")
    ) == ("mailbox 2")
    assert tried(tmp_path, f"<extension>{on('5550100', on('0100$', box(1)))}</extension>") == "mailbox 1"


@pytest.mark.parametrize(("rule", "found"), [("any", "mailbox 1"), ("all", "mailbox 2"), ("xor", "mailbox 1")])
def test_several_expressions_in_one_condition(tmp_path: Path, rule: str, found: str) -> None:
    both = (
        '<regex field="destination_number" expression="^5550100$"/><regex field="destination_number" expression="^1$"/>'
    )
    extension = f'<extension><condition regex="{rule}">{both}{box(1)}</condition></extension>'
    assert tried(tmp_path, extension + fs.extension("5550100", "voicemail a b 2")) == found


def test_what_groups_took_is_put_in(tmp_path: Path) -> None:
    assert tried(tmp_path, fs.extension("555(.)(...)", "voicemail a b $2$1")) == "mailbox 1000"


def test_a_variable_is_seen_by_later_conditions_only_inline(tmp_path: Path) -> None:
    def looks(more: str) -> str:
        sets = on("5550100", fs.action("set who=anna", more=more))
        asks = f'<condition field="${{who}}" expression="^anna$">{box(1)}</condition>'
        return f'<extension continue="true">{sets}</extension><extension>{asks}</extension>' + fs.extension(
            ".*", "hangup"
        )

    assert tried(tmp_path, looks('inline="true"')) == "mailbox 1"
    tree = fs.tree_of(tmp_path, fs.server(looks("")), "5550100")
    (entry,) = tree.entries
    assert isinstance(tree.nodes[entry.node], Branch)


def test_a_variable_is_seen_after_a_transfer(tmp_path: Path) -> None:
    asks = f'<extension><condition field="${{who}}" expression="^anna$">{box(1)}</condition></extension>'
    public = fs.extension("5550100", "set who=anna; transfer 1 XML default")
    tree = fs.tree_of(tmp_path, fs.server(public, asks))
    assert fs.entered(tree) == {"5550100": "mailbox 1"}


def test_what_no_file_decides_keeps_both_ways(tmp_path: Path) -> None:
    asks = f'{on("5550100")}<condition field="caller_id_number" expression="^212">{box(1)}</condition>'
    asks = f"<extension>{asks}</extension>"
    tree = fs.tree_of(tmp_path, fs.server(asks + fs.extension("5550100", "voicemail a b 2")))
    (branch,) = (node for node in tree.nodes.values() if isinstance(node, Branch))
    assert branch.decides == "the caller's number"
    assert [(case.name, case.to) for case in branch.cases] == [("fits ^212", "mailbox 1"), ("otherwise", "mailbox 2")]


def test_a_condition_that_changes_nothing_for_callers_is_no_node(tmp_path: Path) -> None:
    asks = (
        '<extension continue="true"><condition field="${debug}" expression="^x$">'
        + fs.action("info")
        + "</condition></extension>"
    )
    assert tried(tmp_path, asks + fs.extension("5550100", "voicemail a b 1")) == "mailbox 1"


def test_the_clock_is_hours_and_the_anti_action_their_other_side(tmp_path: Path) -> None:
    clock = '<condition wday="2-6" time-of-day="09:00-17:00">' + box(1)
    clock += fs.action("voicemail default d 2", "anti-action") + "</condition>"
    tree = fs.tree_of(tmp_path, fs.server(f"<extension>{on('5550100')}{clock}</extension>"))
    (check,) = (node for node in tree.nodes.values() if isinstance(node, HoursCheck))
    assert (check.hours, check.open, check.closed) == ("Mon-Fri 09:00-17:00", "mailbox 1", "mailbox 2")
    assert tree.hours["Mon-Fri 09:00-17:00"].weekly == ((Span(540, 1020),),) * 5 + ((), ())


def test_hours_in_an_extension_that_continues(tmp_path: Path) -> None:
    clock = '<extension><condition wday="2-6">' + box(1) + "</condition></extension>"
    tree = fs.tree_of(tmp_path, fs.server(clock + fs.extension("5550100", "voicemail a b 2")), "5550100")
    (check,) = (node for node in tree.nodes.values() if isinstance(node, HoursCheck))
    assert (check.open, check.closed) == ("mailbox 1", "mailbox 2")


def test_a_clock_that_a_variable_sets_is_unknown(tmp_path: Path) -> None:
    clock = f'<extension>{on("5550100")}<condition wday="$${{days}}">{box(1)}</condition></extension>'
    tree = fs.tree_of(tmp_path, fs.server(clock + fs.extension("5550100", "voicemail a b 2")))
    assert [type(node) for node in tree.nodes.values()] == [Branch, Voicemail, Voicemail]


@pytest.mark.parametrize(
    ("settings", "no_answer", "busy"),
    [
        ("", "mailbox 9", "hangup"),
        ("set continue_on_fail=true; ", "mailbox 9", None),
        ("set continue_on_fail=false; ", "hangup", None),
        ("set continue_on_fail=USER_BUSY; ", "hangup", "mailbox 9"),
        ("set continue_on_fail=NO_ANSWER,USER_BUSY; ", "mailbox 9", None),
    ],
)
def test_what_goes_on_after_a_bridge_that_failed(
    tmp_path: Path, settings: str, no_answer: str, busy: str | None
) -> None:
    public = fs.extension("5550100", f"{settings}set call_timeout=25; bridge user/1000@d; voicemail a b 9")
    ring = fs.tree_of(tmp_path, fs.server(public)).nodes["extension 1000"]
    assert isinstance(ring, Ring)
    assert (ring.ring_for, ring.no_answer, ring.busy) == (25.0, no_answer, busy)


def test_rings_as_long_as_the_server_does_where_nothing_is_said(tmp_path: Path) -> None:
    ring = fs.tree_of(tmp_path, fs.server(fs.extension("5550100", "bridge user/1@d,user/2@d"))).nodes["1, 2"]
    assert isinstance(ring, Ring)
    assert (ring.ring_for, ring.members) == (60.0, ("1", "2"))


def test_an_outside_number_is_a_transfer(tmp_path: Path) -> None:
    public = fs.extension("5550100", "bridge sofia/gateway/carrier/+15550199; voicemail a b 1")
    node = fs.tree_of(tmp_path, fs.server(public)).nodes["+15550199"]
    assert isinstance(node, Transfer)
    assert (node.answered_by, node.no_answer) == ("unknown", "mailbox 1")


def test_a_loopback_comes_back_into_the_dialplan(tmp_path: Path) -> None:
    public = fs.extension("5550100", "bridge loopback/app=voicemail:default d 1000")
    assert fs.entered(fs.tree_of(tmp_path, fs.server(public))) == {"5550100": "mailbox 1000"}
    public = fs.extension("5550100", "bridge loopback/1000/default")
    default = fs.extension("1000", "voicemail a b 7")
    assert fs.entered(fs.tree_of(tmp_path, fs.server(public, default))) == {"5550100": "mailbox 7"}


def test_queues_have_the_limits_of_their_file(tmp_path: Path) -> None:
    queue = '<configuration name="callcenter.conf"><queues><queue name="sales@default">'
    queue += '<param name="max-wait-time" value="90"/></queue></queues></configuration>'
    public = fs.extension("5550100", "callcenter sales@default; voicemail a b 1")
    tree = fs.tree_of(tmp_path, fs.server(public, more=queue))
    node = tree.nodes["sales"]
    assert isinstance(node, Queue)
    assert (node.max_wait, node.overflow) == (90.0, "mailbox 1")
    node = fs.tree_of(tmp_path, fs.server(public)).nodes["sales"]
    assert isinstance(node, Queue)
    assert (node.max_wait, node.overflow) == (None, None)


@pytest.mark.parametrize("place", ["callcenter.conf.xml", "autoload_configs/callcenter.conf.xml"])
def test_limits_of_queues_lie_beside_the_dialplan(tmp_path: Path, place: str) -> None:
    limits = {"max-wait-time": 240, "max-wait-time-with-no-agent": 20, "moh-sound": "music.wav"}
    params = "".join(f'<param name="{name}" value="{value}"/>' for name, value in limits.items())
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text(
        f'<configuration name="callcenter.conf"><queues><queue name="sales@default">{params}</queue></queues>'
        "</configuration>"
    )
    public = fs.extension("5550100", "set cc_exit_keys=0; callcenter sales@default; voicemail a b 1")
    node = fs.tree_of(tmp_path, fs.server(public)).nodes["sales"]
    assert isinstance(node, Queue)
    assert (node.max_wait, node.overflow, node.no_agents, node.hold_audio) == (240.0, "mailbox 1", "mailbox 1", True)
    assert [(one.key, one.to) for one in node.exits] == [("0", "mailbox 1")]


def test_a_fifo_leaves_by_its_orbit(tmp_path: Path) -> None:
    public = fs.extension("5550100", "set fifo_orbit_exten=9:45; fifo line in") + fs.extension("9", "voicemail a b 9")
    node = fs.tree_of(tmp_path, fs.server(public), "5550100").nodes["line"]
    assert isinstance(node, Queue)
    assert (node.max_wait, node.overflow) == (45.0, "mailbox 9")


def test_the_operator_of_voicemail_is_an_exit(tmp_path: Path) -> None:
    more = '<configuration name="voicemail.conf"><profiles><profile name="default"><param name="operator-extension"'
    more += ' value="9 XML default"/><param name="operator-key" value="0"/></profile></profiles></configuration>'
    tree = fs.tree_of(
        tmp_path, fs.server(fs.extension("5550100", "voicemail a b 1"), fs.extension("9", "bridge user/9@d"), more=more)
    )
    node = tree.nodes["mailbox 1"]
    assert isinstance(node, Voicemail)
    assert [(one.key, one.to) for one in node.exits] == [("0", "extension 9")]


def test_music_without_end_is_a_loop_of_its_own(tmp_path: Path) -> None:
    tree = fs.tree_of(tmp_path, fs.server(fs.extension("5550100", "playback local_stream://moh; hangup")))
    (node,) = tree.nodes.values()
    assert isinstance(node, Say)
    assert node.next == node.name


def test_pauses_count_from_two_seconds(tmp_path: Path) -> None:
    tree = fs.tree_of(tmp_path, fs.server(fs.extension("5550100", "sleep 1000; sleep 4000; voicemail a b 1")))
    (pause, _) = tree.nodes.values()
    assert isinstance(pause, Say)
    assert pause.prompt.seconds == 4.0
    assert any("pauses" in one for one in tree.not_said)


def test_code_may_keep_the_call_or_go_on(tmp_path: Path) -> None:
    tree = fs.tree_of(tmp_path, fs.server(fs.extension("5550100", "lua hello.lua; voicemail a b 1")))
    node = tree.nodes["lua hello.lua"]
    assert isinstance(node, Branch)
    assert [case.to for case in node.cases] == ["mailbox 1", "leaves the file: lua hello.lua"]


def test_a_transfer_to_nowhere(tmp_path: Path) -> None:
    tree = fs.tree_of(tmp_path, fs.server(fs.extension("5550100", "transfer 77 XML default")))
    assert isinstance(tree.nodes["nobody has the number 77"], Hangup)
    tree = fs.tree_of(tmp_path, fs.server(fs.extension("5550100", "transfer 77 XML other")))
    assert isinstance(tree.nodes["leaves the file: 77 in other"], Transfer)
    tree = fs.tree_of(tmp_path, fs.server(fs.extension("5550100", "transfer ${x}")))
    assert isinstance(tree.nodes["leaves the file: transfer to something that varies"], Transfer)


def test_transfers_in_a_circle_end(tmp_path: Path) -> None:
    public = fs.extension("5550100", "transfer 2") + fs.extension("2", "transfer 5550100")
    assert list(fs.tree_of(tmp_path, fs.server(public), "5550100").nodes) == ["round and round"]


def test_execute_extension_comes_back(tmp_path: Path) -> None:
    public = fs.extension("5550100", "execute_extension 2; voicemail a b 1") + fs.extension("2", "playback a.wav")
    tree = fs.tree_of(tmp_path, fs.server(public), "5550100")
    assert tree.nodes["plays a"].next == "mailbox 1"  # type: ignore[attr-defined]
    endless = fs.extension("5550100", "playback a.wav; execute_extension 5550100; playback b.wav")
    fs.tree_of(tmp_path, fs.server(endless), "5550100")


def test_calls_come_in_at_the_numbers_of_the_public_context(tmp_path: Path) -> None:
    public = fs.extension(r"\+?1?(5550100)", "voicemail a b 1") + fs.extension("(5550101|5550102)", "voicemail a b 2")
    tree = fs.tree_of(tmp_path, fs.server(public + fs.extension("operator", "hangup"), fs.extension("77", "hangup")))
    assert fs.entered(tree) == {"5550100": "mailbox 1", "5550101": "mailbox 2", "5550102": "mailbox 2"}


def test_without_a_public_context_what_leads_to_a_menu(tmp_path: Path) -> None:
    default = fs.extension("5000", "ivr main") + fs.extension("3000", "voicemail a b 1")
    text = fs.server("", default, fs.menu(fs.entry("1", "transfer 3000 XML default")))
    assert fs.entered(fs.tree_of(tmp_path, text)) == {"5000": "main"}


@pytest.mark.parametrize("start", ["5000", "main", "5000@default", "front"])
def test_start_names_a_number_a_menu_or_an_extension(tmp_path: Path, start: str) -> None:
    default = fs.extension("5000", "ivr main", name="front")
    text = fs.server(fs.extension("5550100", "hangup"), default, fs.menu(fs.entry("1", "hangup")))
    tree = fs.tree_of(tmp_path, text, start)
    assert [entry.node for entry in tree.entries] == ["main"]


def test_an_unknown_start_names_the_nearest(tmp_path: Path) -> None:
    (said,) = fs.problems_of(tmp_path, fs.server(fs.extension("5550100", "hangup")), "pulbic")
    assert said.endswith('did you mean "public"?')


def test_files_include_each_other_inside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "dialplan/public").mkdir(parents=True)
    top = '<document type="freeswitch/xml"><X-PRE-PROCESS cmd="include" data="vars.xml"/><section name="dialplan">'
    (tmp_path / "freeswitch.xml").write_text(
        f'{top}<X-PRE-PROCESS cmd="include" data="dialplan/*.xml"/></section></document>'
    )
    sets = '<X-PRE-PROCESS cmd="set" data="did=5550100"/><X-PRE-PROCESS cmd="exec-set" data="x=touch /tmp/never"/>'
    (tmp_path / "vars.xml").write_text(f"<include>{sets}</include>")
    include = '<X-PRE-PROCESS cmd="include" data="public/*.xml"/><X-PRE-PROCESS cmd="include" data="../../../*.xml"/>'
    (tmp_path / "dialplan/public.xml").write_text(f'<include><context name="public">{include}</context></include>')
    inner = fs.extension("$${did}", "voicemail a b 1") + '<X-PRE-PROCESS cmd="include" data="../public.xml"/>'
    (tmp_path / "dialplan/public/1.xml").write_text(f"<include>{inner}</include>")
    tree, problems = read(tmp_path)
    assert problems == []
    assert tree is not None
    assert fs.entered(tree) == {"5550100": "mailbox 1"}


def test_a_context_that_misses_a_file_is_not_said_to_lack_a_number(tmp_path: Path) -> None:
    include = '<X-PRE-PROCESS cmd="include" data="gone/*.xml"/>'
    text = fs.server(fs.extension("5550100", "transfer 77 XML default"), include)
    tree = fs.tree_of(tmp_path, text)
    assert "leaves the file: 77 in default" in tree.nodes
    assert any("gone" in one for one in tree.not_said)


def test_many_conditions_that_nothing_decides_end(tmp_path: Path) -> None:
    one = '<extension continue="true"><condition field="${v%d}" expression="^1$">%s</condition></extension>'
    text = "".join(one % (n, fs.action(f"playback {n}.wav")) for n in range(60))
    path = tmp_path / "fs.xml"
    path.write_text(fs.server(text + fs.extension("5550100", "hangup")))
    tree, problems = read(path)
    assert tree is not None or "more ways" in problems[0].message


def test_thousands_of_extensions_are_no_trouble(tmp_path: Path) -> None:
    text = "".join(fs.extension(str(5550000 + n), f"transfer {5550001 + n}") for n in range(3000))
    assert fs.tree_of(tmp_path, fs.server(text), "5552999").nodes


@pytest.mark.parametrize("text", ["<menu", "<include><menu name='a'>", "<menus/>", '<context name="public"/>'])
def test_a_file_that_says_nothing_is_a_problem(tmp_path: Path, text: str) -> None:
    assert fs.problems_of(tmp_path, text)
