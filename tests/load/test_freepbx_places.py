"""People, hours and other places of a FreePBX system; trees worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from freepbx_made import BLACKHOLE, extension, extensions, group, menu, queue, routes, time_condition
from freepbx_read import keys, node, read, said

from ivr_audit import model
from ivr_audit.model import Prompt, Span

# people


def test_an_extension_rings_and_its_mailbox_takes_over(tmp_path: Path) -> None:
    boxes = "[default]\n101 => 1234,Ana Sample,ana@example.org\n"
    tree = read(tmp_path, routes({"5550101": "from-did-direct,101,1"}) + extensions(["101"]), voicemail=boxes)
    ring = node(tree, tree.entries[0].node, model.Ring)
    assert (ring.name, ring.ring_for, ring.members) == ("Ana Sample (101)", 15.0, ("Ana Sample (101)",))
    box = node(tree, ring.no_answer, model.Voicemail)
    assert box.box == "Ana Sample (101)"


def test_an_extension_without_mailbox_goes_back_to_the_menu_or_hangs_up(tmp_path: Path) -> None:
    text = routes({"5550101": "ivr-1,s,1", "5550102": "from-did-direct,201,1"})
    tree = read(tmp_path, text + menu(1, {"1": "from-did-direct,201,1"}, title="Main") + extensions([], ["201"]))
    from_menu = node(tree, keys(tree, "Main")["1"], model.Ring)
    alone = node(tree, tree.entries[1].node, model.Ring)
    assert (from_menu.no_answer, alone.no_answer) == ("Main", "hangup")


def test_an_extension_with_destinations_of_its_own(tmp_path: Path) -> None:
    own = [
        'GotoIf($["${DIALSTATUS}"="NOANSWER"]?ext-group,600,1)',
        'GotoIf($["${DIALSTATUS}"="BUSY"]?app-blackhole,busy,1)',
    ]
    text = routes({"5550101": "ext-local,101,1"}) + "[ext-local]\n" + extension("101", extra=own)
    tree = read(tmp_path, text + "[ext-group]\n" + group("600", "102", "") + BLACKHOLE)
    ring = node(tree, "extension 101", model.Ring)
    assert (ring.no_answer, ring.busy) == ("ring group 600", "busy tone")


@pytest.mark.parametrize(
    ("kind", "greeting"),
    [
        ("u", Prompt(audio="greeting of box 101")),
        ("b", Prompt(audio="greeting of box 101")),
        ("s", Prompt(audio="beep", seconds=1.0)),
        ("i", Prompt(audio="vm-intro")),
    ],
)
def test_mailboxes_alone(tmp_path: Path, kind: str, greeting: Prompt) -> None:
    tree = read(tmp_path, routes({"5550101": f"ext-local,vm{kind}101,1"}) + extensions(["101"]))
    box = node(tree, "voicemail 101", model.Voicemail)
    assert box.greeting == greeting


@pytest.mark.parametrize(("strategy", "seconds"), [("ringall", 20.0), ("hunt", 60.0), ("memoryhunt-prim", 60.0)])
@pytest.mark.parametrize("gosub", [False, True])
def test_a_ring_group(tmp_path: Path, strategy: str, seconds: float, gosub: bool) -> None:
    text = routes({"5550101": "ext-group,600,1"}) + "[ext-group]\n"
    text += group("600", "101-102-5550199#", "ext-local,vmu101,1", strategy=strategy, gosub=gosub) + extensions(["101"])
    ring = node(read(tmp_path, text), "ring group 600", model.Ring)
    assert (ring.members, ring.ring_for, ring.no_answer) == (("101", "102", "5550199"), seconds, "voicemail 101")


def test_a_ring_group_without_destination_hangs_up(tmp_path: Path) -> None:
    text = routes({"5550101": "ext-group,600,1"}) + "[ext-group]\n" + group("600", "101", "")
    ring = node(read(tmp_path, text), "ring group 600", model.Ring)
    assert ring.no_answer == "hangup"


def test_a_ring_group_of_older_files(tmp_path: Path) -> None:
    text = routes({"5550101": "ext-group,1,1"}) + "[ext-group]\n"
    text += "exten => 1,1,Macro(rg-group,ringall,25,,101-102,,,tr) ; Sales\nexten => 1,2,Macro(vm,101,DIRECTDIAL)\n"
    ring = node(read(tmp_path, text + extensions(["101"])), "Sales", model.Ring)
    assert (ring.members, ring.ring_for, ring.no_answer) == (("101", "102"), 25.0, "voicemail 101")


@pytest.mark.parametrize(("wait", "seconds", "overflow"), [("90", 90.0, "voicemail 101"), ("", None, None)])
def test_a_queue_with_and_without_a_longest_wait(
    tmp_path: Path, wait: str, seconds: float | None, overflow: str | None
) -> None:
    text = routes({"5550101": "ext-queues,700,1"}) + "[ext-queues]\n" + queue("700", "ext-local,vmu101,1", wait=wait)
    found = node(read(tmp_path, text + extensions(["101"])), "queue 700", model.Queue)
    assert (found.max_wait, found.overflow) == (seconds, overflow)


def test_what_callers_hear_when_they_join_a_queue_and_the_keys_that_leave_it(tmp_path: Path) -> None:
    queues = "[700]\nmember=Local/101@from-queue/n,0\ncontext=ivr-9\njoinempty=no\nmaxlen=5\n"
    text = routes({"5550101": "ext-queues,700,1"}) + "[ext-queues]\n"
    text += queue("700", "ext-local,vmu101,1", wait="90", joining="custom/join")
    text += menu(9, {"1": "ext-local,vmu102,1"}) + extensions(["101", "102"])
    tree = read(tmp_path, text, queues=queues)
    first = node(tree, tree.entries[0].node, model.Say)
    assert (first.prompt.audio, first.next) == ("custom/join", "queue 700")
    found = node(tree, "queue 700", model.Queue)
    assert [(one.key, one.to) for one in found.exits] == [("1", "voicemail 102")]
    assert (found.agents, found.capacity, found.full, found.no_agents) == (1, 5, "voicemail 101", "voicemail 101")


def test_follow_me_in_the_database_counts_as_off_and_is_told(tmp_path: Path) -> None:
    follow = '[ext-findmefollow]\nexten => 101,1,GotoIf($["${DB(AMPUSER/101/followme/ddial)}" = "EXTENSION"]?'
    follow += "ext-local,${EXTEN},1:followme-check,${EXTEN},1)\n"
    tree = read(tmp_path, routes({"5550101": "from-did-direct,101,1"}) + follow + extensions(["101"]))
    assert tree.entries[0].node == "extension 101"
    assert said(tree, "Follow Me")


def test_follow_me_of_older_files_is_a_group(tmp_path: Path) -> None:
    follow = "[ext-findmefollow]\n" + group("101", "101-5550199#", "ext-local,vmu101,1", ring=30)
    tree = read(tmp_path, routes({"5550101": "from-did-direct,101,1"}) + follow + extensions(["101"]))
    ring = node(tree, "follow me 101", model.Ring)
    assert (ring.members, ring.ring_for, ring.no_answer) == (("101", "5550199"), 30.0, "voicemail 101")


# clock and switches


def test_a_time_condition_has_one_schedule_of_all_its_rows(tmp_path: Path) -> None:
    text = routes({"5550101": "timeconditions,1,1"}) + "[timeconditions]\n"
    times = ["08:00-17:00,mon-fri,1-31,jan-dec", "09:00-12:00,sat,*,*"]
    text += time_condition("1", times, "ext-local,101,1", "ext-local,vmu101,1") + extensions(["101"])
    tree = read(tmp_path, text)
    found = node(tree, "time condition 1", model.HoursCheck)
    assert (found.open, found.closed) == ("extension 101", "voicemail 101")
    week = tree.hours[found.hours or ""].weekly
    assert week == ((Span(480, 1021),),) * 5 + ((Span(540, 721),), ())
    assert said(tree, "override")


def test_a_time_condition_of_a_date(tmp_path: Path) -> None:
    text = routes({"5550101": "timeconditions,1,1"}) + "[timeconditions]\n"
    times = ["08:00-17:00,mon-fri,*,*", "*,*,25,dec"]
    text += time_condition("1", times, "ext-local,101,1", "ext-local,vmu101,1") + extensions(["101"])
    tree = read(tmp_path, text)
    (hours,) = tree.hours.values()
    assert {day.isoformat() for day in hours.dates if day.year == 2026} == {"2026-12-25"}
    assert set(hours.dates.values()) == {(Span(0, 1440),)}


def test_a_time_condition_of_older_files_names_its_destinations(tmp_path: Path) -> None:
    text = routes({"5550101": "timeconditions,1,1"}) + "[timeconditions]\n"
    text += "exten => 1,1,GotoIfTime(09:00-17:00|mon-fri|*|*?ext-local,101,1)\nexten => 1,n,Goto(ext-local,vmu101,1)\n"
    found = node(read(tmp_path, text + extensions(["101"])), "time condition 1", model.HoursCheck)
    assert (found.hours, found.open, found.closed) == ("mon-fri 09:00-17:00", "extension 101", "voicemail 101")


def test_a_time_condition_without_times_is_a_switch(tmp_path: Path) -> None:
    text = routes({"5550101": "timeconditions,1,1"}) + "[timeconditions]\n"
    text += time_condition("1", [], "ext-local,101,1", "ext-local,vmu101,1") + extensions(["101"])
    found = node(read(tmp_path, text), "time condition 1", model.Branch)
    assert [(one.name, one.to) for one in found.cases] == [("on", "extension 101"), ("off", "voicemail 101")]


def test_a_calendar_keeps_both_ways(tmp_path: Path) -> None:
    text = routes({"5550101": "timeconditions,1,1"}) + "[timeconditions]\n"
    body = time_condition("1", [], "ext-local,101,1", "ext-local,vmu101,1")
    agi = "exten => 1,n,AGI(calendar.agi,calendar,goto,abc,Europe/Berlin,dHJ1ZXN0YXRl,ZmFsc2VzdGF0ZQ==)\n"
    first, rest = body.split("\n", 1)
    found = node(
        read(tmp_path, text + first + "\n" + agi + rest + extensions(["101"])), "time condition 1", model.HoursCheck
    )
    assert (found.hours, found.open, found.closed) == (None, "extension 101", "voicemail 101")


def test_a_day_night_switch_keeps_both_ways(tmp_path: Path) -> None:
    text = routes({"5550101": "app-daynight,0,1"}) + "[app-daynight]\n"
    text += 'exten => 0,1,GotoIf($["${DB(DAYNIGHT/C${EXTEN})}" = "NIGHT"]?ext-local,vmu101,1:ext-local,101,1)\n'
    found = node(read(tmp_path, text + extensions(["101"])), "day or night 0", model.Branch)
    assert [(one.name, one.to) for one in found.cases] == [("day", "extension 101"), ("night", "voicemail 101")]


# other places


def _announced(played: str, more: str = "") -> str:
    text = '[app-announcement-1]\nexten => s,1,GotoIf($["${CHANNEL(state)}" = "Up"]?begin)\nexten => s,n,Answer\n'
    return text + f"exten => s,n(begin),Noop(Playing announcement News)\n{played}{more}\n"


def test_an_announcement_leads_on(tmp_path: Path) -> None:
    text = routes({"5550101": "app-announcement-1,s,1"}) + extensions(["101"])
    text += _announced("exten => s,n,Playback(custom/news,noanswer)\nexten => s,n,Goto(ext-local,101,1)\n")
    found = node(read(tmp_path, text), "announcement News", model.Say)
    assert (found.prompt, found.next, found.interruptible) == (Prompt(audio="custom/news"), "extension 101", False)


def test_an_announcement_that_can_be_skipped(tmp_path: Path) -> None:
    text = routes({"5550101": "app-announcement-1,s,1"}) + extensions(["101"])
    played = "exten => s,n(play),Background(custom/news,nm)\nexten => s,n,Goto(ext-local,101,1)\n"
    skip = "exten => _[0-9*#],1,Noop(skipped)\nexten => _[0-9*#],n,Goto(ext-local,101,1)\n"
    found = node(read(tmp_path, text + _announced(played, skip)), "announcement News", model.Say)
    assert (found.next, found.interruptible) == ("extension 101", True)


def test_an_announcement_that_can_be_repeated(tmp_path: Path) -> None:
    text = routes({"5550101": "app-announcement-1,s,1"}) + extensions(["101"])
    played = "exten => s,n,Set(TIMEOUT(response)=1)\nexten => s,n(play),Background(custom/news,nm)\n"
    more = "exten => s,n,WaitExten(,)\nexten => *,1,Goto(s,play)\nexten => t,1,Goto(ext-local,101,1)\n"
    tree = read(tmp_path, text + _announced(played, more))
    found = node(tree, "announcement News", model.Say)
    assert (found.next, found.interruptible) == ("extension 101", False)
    assert said(tree, "plays an announcement again")


def test_an_announcement_that_goes_back_to_the_menu(tmp_path: Path) -> None:
    text = routes({"5550101": "ivr-1,s,1", "5550102": "app-announcement-1,s,1"}) + extensions(["101"])
    back = 'GotoIf($["x${IVR_CONTEXT}" = "x"]?ext-local,101,1:${IVR_CONTEXT},return,1)'
    text += menu(1, {"1": "app-announcement-1,s,1"}, title="Main")
    tree = read(tmp_path, text + _announced(f"exten => s,n,Playback(custom/news)\nexten => s,n,{back}\n"))
    from_menu, alone = (node(tree, one, model.Say) for one in (keys(tree, "Main")["1"], tree.entries[1].node))
    assert (from_menu.next, alone.next) == ("Main", "extension 101")


def test_ends_and_places_where_callers_are_held(tmp_path: Path) -> None:
    names = ("hangup", "busy", "congestion", "zapateller", "no-service", "ring", "musiconhold")
    text = routes({f"555010{number}": f"app-blackhole,{name},1" for number, name in enumerate(names, 1)}) + BLACKHOLE
    tree = read(tmp_path, text)
    found = [tree.nodes[entry.node] for entry in tree.entries]
    assert [one.kind for one in found] == ["hangup"] * 5 + ["ring", "say"]
    ringing = node(tree, tree.entries[5].node, model.Ring)
    music = node(tree, tree.entries[6].node, model.Say)
    assert (ringing.members, ringing.ring_for, ringing.no_answer) == ((), 300.0, "hangup")
    assert music.next == music.name


def test_numbers_as_staff_dial_them(tmp_path: Path) -> None:
    text = routes({"5550101": "ext-miscdests,1,1", "5550102": "ext-miscdests,2,1"}) + "[ext-miscdests]\n"
    text += "exten => 1,1,Noop(MiscDest: mobile)\nexten => 1,n,Goto(from-internal,95550199,1)\n"
    text += "exten => 2,1,Noop(MiscDest: desk)\nexten => 2,n,Goto(from-internal,101,1)\n" + extensions(["101"])
    tree = read(tmp_path, text)
    outside = node(tree, tree.entries[0].node, model.Transfer)
    assert (outside.number, outside.answered_by, tree.entries[1].node) == ("95550199", "unknown", "extension 101")


def test_services_of_the_system(tmp_path: Path) -> None:
    text = routes(
        {"1": "directory,1,1", "2": "ext-meetme,800,1", "3": "callback,1,1", "4": "disa,1,1", "5": "ext-fax,9,1"}
    )
    text += "[directory]\nexten => 1,1,Answer\nexten => 1,n,AGI(directory.agi,dir=1)\n"
    text += "[ext-meetme]\nexten => 800,1,Macro(user-callerid,)\nexten => 800,n,Goto(STARTMEETME,1)\n"
    text += "[callback]\nexten => 1,1,Set(SLEEP=10)\nexten => 1,n,System(call back)\nexten => 1,n,Hangup\n"
    text += "[disa]\nexten => 1,1,Authenticate(1234)\nexten => 1,n,DISA(no-password,disa-dial)\n"
    text += "[ext-fax]\nexten => 9,1,Set(FAX_FOR=x)\nexten => 9,n,Goto(s,receivefax)\n"
    tree = read(tmp_path, text)
    assert [(one.number, tree.nodes[one.node].kind) for one in tree.entries] == [
        ("1", "transfer"), ("2", "transfer"), ("3", "callback"), ("4", "ask"),
    ]  # fmt: skip
    back = node(tree, tree.entries[2].node, model.Callback)
    assert back.within == 10.0


def test_the_callers_name_is_set_on_the_way(tmp_path: Path) -> None:
    text = routes({"5550101": "app-setcid,1,1"}) + extensions(["101"])
    text += "[app-setcid]\nexten => 1,1,Set(CALLERID(name)=Sales)\nexten => 1,n,Goto(ext-local,101,1)\n"
    assert read(tmp_path, text).entries[0].node == "extension 101"


def test_a_dialplan_by_hand_that_calls_freepbx_routines(tmp_path: Path) -> None:
    text = routes({"5550101": "custom-desk,s,1"}) + extensions(["101"])
    text += "[custom-desk]\nexten => s,1,Answer\nexten => s,n,Macro(dial,25,tr,101-102)\n"
    text += "exten => s,n,Gosub(macro-vm,s,1(101,NOANSWER))\nexten => s,n,Hangup\n"
    text += "[macro-dial]\nexten => s,1,AGI(dialparties.agi)\n[macro-vm]\nexten => s,1,VoiceMail(${ARG1})\n"
    tree = read(tmp_path, text)
    ring = node(tree, tree.entries[0].node, model.Ring)
    assert (ring.members, ring.ring_for, ring.no_answer) == (("101", "102"), 25.0, "voicemail 101")


def test_a_time_zone_that_every_row_states_is_that_of_the_tree(tmp_path: Path) -> None:
    for other, zone in ((",Europe/Berlin", "Europe/Berlin"), ("", "UTC")):
        text = routes({"5550101": "timeconditions,1,1"}) + "[timeconditions]\n"
        times = ["08:00-17:00,mon-fri,*,*,Europe/Berlin", f"09:00-12:00,sat,*,*{other}"]
        text += time_condition("1", times, "ext-local,101,1", "ext-local,vmu101,1") + extensions(["101"])
        tree = read(tmp_path, text)
        assert tree.timezone == zone
        assert bool(said(tree, "another time zone")) is (zone == "UTC")
