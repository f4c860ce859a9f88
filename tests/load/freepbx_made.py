"""Lines as FreePBX writes them, for small systems of our own; `big_system` makes one of any size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

BLACKHOLE = """[app-blackhole]
exten => hangup,1,Noop(Blackhole Dest: Hangup)
exten => hangup,n,Hangup

exten => zapateller,1,Answer
exten => zapateller,n,Zapateller()

exten => musiconhold,1,Answer
exten => musiconhold,n,MusicOnHold()

exten => congestion,1,Progress
exten => congestion,n,Playtones(congestion)
exten => congestion,n,Congestion(20)
exten => congestion,n,Hangup

exten => busy,1,Progress
exten => busy,n,Busy(20)
exten => busy,n,Hangup

exten => ring,1,Answer
exten => ring,n,Playtones(ring)
exten => ring,n,Wait(300)
exten => ring,n,Hangup

exten => no-service,1,Answer
exten => no-service,n,Wait(1)
exten => no-service,n,Playback(ss-noservice)
exten => no-service,n,Hangup
"""
GLOBALS = "[globals]\nRINGTIMER_DEFAULT = 15\nOPERATOR_XTN = \n"


def did(number: str, to: str, before: Sequence[str] = ()) -> str:
    """An inbound route."""
    rows = ["Set(__FROM_DID=${EXTEN})", "Gosub(app-blacklist-check,s,1())", *before]
    return _extension(number, [*rows, f"(dest-ext)Goto({to})"])


def routes(numbers: Mapping[str, str]) -> str:
    """The context of inbound routes."""
    return "[ext-did-0002]\ninclude => ext-did-0002-custom\n" + "".join(did(one, to) for one, to in numbers.items())


def menu(
    number: int,
    options: Mapping[str, str],
    *,
    title: str = "",
    prompt: str = "custom/welcome",
    silent: tuple[int | None, str, str, str] = (None, "", "", "hang,1"),
    wrong: tuple[int | None, str, str, str] = (None, "", "", "hang,1"),
    listens: str = "keys",
    wait: int = 10,
    direct: bool = False,
) -> str:
    """A menu. `silent` and `wrong`: retries (None: no counter), what is said at each, what at the end, destination."""
    context = f"ivr-{number}"
    lines = [f"[{context}] ; {title}" if title else f"[{context}]", f"include => {context}-custom"]
    lines += ["include => from-did-direct-ivr"] if direct and listens == "keys" else []
    begin = [f"Set({name}_LOOPCOUNT=0)" for name, one in (("TIMEOUT", silent), ("INVALID", wrong)) if one[0]]
    begin += ["Set(_IVR_CONTEXT_${CONTEXT}=${IVR_CONTEXT})", "Set(_IVR_CONTEXT=${CONTEXT})", "Set(__IVR_RETVM=)"]
    begin += ['GotoIf($["${CHANNEL(state)}" = "Up"]?skip)', "Answer", f"(skip)Set(IVR_MSG={prompt})"]
    body = "\n".join(lines) + "\n" + _extension("s", begin + _listening(listens, wait, direct))
    for key, to in options.items():
        body += _extension(key, ["Set(__ivrreturn=0)", f"(ivrsel-{key})Goto({to})"])
    body += _failing("i", "INVALID", wrong) + _failing("t", "TIMEOUT", silent)
    body += _extension("return", ["Set(_IVR_CONTEXT=${CONTEXT})", f"Set(IVR_MSG={prompt})", "Goto(s,start)"])
    return body + _extension("h", ["Hangup"]) + _extension("hang", ["Playback(vm-goodbye)", "Hangup"])


def _listening(listens: str, wait: int, direct: bool) -> list[str]:
    exists = "DIALPLAN_EXISTS(${CONTEXT},${DIGITS}${IVREXT},1)"
    if listens == "keys":
        background = 'ExecIf($["${IVR_MSG}" != ""]?Background(${IVR_MSG}))'
        return ["(start)Set(TIMEOUT(digit)=3)", background, f"WaitExten({wait},)"]
    if listens == "one by one":
        local = ['GotoIf($["${LOCALEXT}" = "1"]?from-did-direct-ivr,${DIGITS}${IVREXT},1)'] if direct else []
        return [
            "(start)Set(DIGITS=)",
            "Set(IVREXT=)",
            "Set(NODEFOUND=0)",
            '(beforewhile)ExecIf($["${IVREXT}" != ""]?Set(DIGITS=${DIGITS}${IVREXT}))',
            'While($["${NODEFOUND}" = "0"] )',
            f"Read(IVREXT,${{IVR_MSG}},1,,0,{wait})",
            "Set(IVR_MSG=)",
            'GotoIf($["${READSTATUS}" = "TIMEOUT" & "${DIGITS}" != ""]?i,1)',
            'GotoIf($["${READSTATUS}" = "TIMEOUT" & "${IVREXT}" = ""]?t,1)',
            *local,
            f'GotoIf($["${{{exists}}}" = "0"]?beforewhile:nodedial)',
            "EndWhile",
            "(nodedial)Goto(${DIGITS}${IVREXT},1)",
        ]
    return [
        "(start)Set(TIMEOUT(digit)=3)",
        f"Read(IVREXT,${{IVR_MSG}},,,0,{wait})",
        'GotoIf($["${READSTATUS}" = "TIMEOUT" & "${IVREXT}" = ""]?t,1)',
        "Goto(${IVREXT},1)",
    ]


def _failing(name: str, counter: str, what: tuple[int | None, str, str, str]) -> str:
    retries, again, last, to = what
    rows = []
    if retries:
        rows = [f"Set({counter}_LOOPCOUNT=$[${{{counter}_LOOPCOUNT}}+1])"]
        rows += [f"GotoIf($[${{{counter}_LOOPCOUNT}} > {retries}]?final)", f"Set(IVR_MSG={again})", "Goto(s,start)"]
    end = [f"Playback({last})"] if last else []
    ended = [*end, f"Goto({to})"]
    if retries is not None:
        ended[0] = f"(final){ended[0]}"
    return _extension(name, rows + ended)


def _extension(name: str, rows: Sequence[str]) -> str:
    lines = []
    for number, row in enumerate(rows):
        label, written = ("", row)
        if row.startswith("("):
            label, _, written = row[1:].partition(")")
            label = f"({label})"
        lines.append(f"exten => {name},{'n' if number else '1'}{label},{written}")
    return "\n".join(lines) + "\n\n"


def group(number: str, members: str, to: str, *, ring: int = 20, strategy: str = "ringall", gosub: bool = False) -> str:
    """A ring group of `[ext-group]`."""
    dial = f"{ring},${{DIAL_OPTIONS}},{members}"
    return _extension(
        number,
        [
            'GotoIf($["${__RINGINGSENT}" = "TRUE"]?cid)',
            "(cid)Macro(user-callerid,)",
            'GotoIf($["${GOSUB_RETVAL}" = "TRUE"]?skipov)',
            "(skipov)Set(RRNODEST=${NODEST})",
            f"Set(RingGroupMethod={strategy})",
            f"Gosub(macro-dial,s,1({dial}))" if gosub else f"Macro(dial,{dial})",
            "Set(RingGroupMethod=)",
            'GotoIf($["foo${RRNODEST}" != "foo"]?nodest)',
            "Macro(blkvm-clr,)",
            f"Goto({to})" if to else "Hangup",
            "(nodest)Noop(SKIPPING DEST, CALL CAME FROM Q/RG: ${RRNODEST})",
        ],
    )


def queue(number: str, to: str, *, wait: str = "", joining: str = "") -> str:
    """A queue of `[ext-queues]`."""
    return _extension(
        number,
        [
            "Macro(user-callerid,)",
            "Answer",
            'Set(QJOINMSG=${IF($[${LEN(${VQ_JOINMSG})}>0]?${IF($["${VQ_JOINMSG}"!="0"]?${VQ_JOINMSG}: )}:'
            + (joining or " ")
            + ")})",
            'ExecIf($["${QJOINMSG}"!=""]?Playback(${QJOINMSG}, ))',
            "Set(QMAXWAIT=${IF($[${LEN(${VQ_MAXWAIT})}>0]?${VQ_MAXWAIT}:" + (wait or " ") + ")})",
            f"(qcall)Queue({number},${{QOPTIONS}},,${{QAANNOUNCE}},${{QMAXWAIT}},${{QAGI}},,${{QGOSUB}})",
            "Macro(blkvm-clr,)",
            "Set(QDEST=${VQ_DEST})",
            '(gotodest)GotoIf($["${QDEST}"=""]?' + to + ":${CUT(QDEST,^,1)},${CUT(QDEST,^,2)},${CUT(QDEST,^,3)})",
        ],
    )


def extension(number: str, box: bool = True, extra: Sequence[str] = ()) -> str:
    """A phone of `[ext-local]`, with its mailbox or without one."""
    rows = [
        f"Set(__RINGTIMER=${{DB(AMPUSER/{number}/ringtimer)}})",
        f"Macro(exten-vm,{number if box else 'novm'},{number},0,0,0)",
        "(dest)Set(__PICKUPMARK=)",
        *extra,
    ]
    if not box:
        return _extension(number, [*rows, 'GotoIf($["${IVR_CONTEXT}" != ""]?${IVR_CONTEXT},return,1)'])
    body = _extension(number, [*rows, f"Macro(vm,{number},${{DIALSTATUS}},${{IVR_RETVM}})", "Goto(vmret,1)"])
    for kind, said in (("b", "BUSY"), ("u", "NOANSWER"), ("s", "NOMESSAGE"), ("i", "INSTRUCT")):
        body += _extension(f"vm{kind}{number}", [f"Macro(vm,{number},{said},${{IVR_RETVM}})", "Goto(vmret,1)"])
    return body


def extensions(with_box: Sequence[str] = (), without: Sequence[str] = ()) -> str:
    """`[ext-local]` and what leads there from outside."""
    body = "[ext-local]\n" + "".join(extension(one) for one in with_box)
    body += "".join(extension(one, box=False) for one in without)
    return (
        body
        + "[from-did-direct-ivr]\n"
        + _extension(
            "_X.",
            ["GotoIf($[${DIALPLAN_EXISTS(from-did-direct,${EXTEN},1)} = 0]?i,1)", "Goto(from-did-direct,${EXTEN},1)"],
        )
    )


def time_condition(number: str, times: Sequence[str], true: str, false: str) -> str:
    """A time condition as written from version 2.9 on."""
    return _extension(
        number,
        [
            f"Set(DB(TC/{number}/INUSESTATE)=INUSE)",
            *(f"GotoIfTime({one}?truestate)" for one in times),
            f'(falsestate)GotoIf($["${{DB(TC/{number}):0:4}}" = "true"]?truegoto)',
            f'ExecIf($["${{DB(TC/{number})}}" = "false"]?Set(DB(TC/{number})=))',
            f"(falsegoto)Set(DEVICE_STATE(Custom:TC{number})=INUSE)",
            f'GotoIf($["${{TCRETURN}}"!="RETURN"]?{false})',
            "Set(TCSTATE=false)",
            "Return()",
            f'(truestate)GotoIf($["${{DB(TC/{number}):0:5}}" = "false"]?falsegoto)',
            f"(truegoto)Set(DEVICE_STATE(Custom:TC{number})=NOT_INUSE)",
            f'GotoIf($["${{TCRETURN}}"!="RETURN"]?{true})',
            "Return()",
        ],
    )


def big_system(size: int) -> str:
    """A system of about this many bytes: every ten menus with groups, queues, a time condition and extensions."""
    parts, written, part = dict.fromkeys(("did", "ivr", "group", "queue", "local", "tc"), ""), 0, 0
    while written < size:
        base = 1000 + part * 20
        parts["did"] += did(f"1555{base:06d}", f"timeconditions,{part + 1},1")
        parts["tc"] += time_condition(
            str(part + 1), ["08:00-17:00,mon-fri,*,*", "09:00-12:00,sat,*,*"], f"ivr-{part * 4 + 1},s,1",
            f"ext-local,vmu{base + 1},1",
        )  # fmt: skip
        for one in range(4):
            number = part * 4 + one + 1
            to = {str(key): f"from-did-direct,{base + key},1" for key in range(1, 5)}
            to |= {"0": f"ext-group,{600 + part},1", "5": f"ext-queues,{700 + part},1"}
            to |= {"6": f"ivr-{part * 4 + (one + 1) % 4 + 1},s,1"}
            again = (3, "no-valid-responce-pls-try-again", "no-valid-responce-transfering", f"ext-group,{600 + part},1")
            parts["ivr"] += menu(number, to, title=f"Menu {number}", silent=again, wrong=again, direct=True)
        parts["group"] += group(str(600 + part), f"{base + 1}-{base + 2}", f"ext-queues,{700 + part},1")
        parts["queue"] += queue(str(700 + part), f"ext-local,vmu{base + 1},1", wait="120")
        parts["local"] += "".join(extension(str(base + one), box=one % 3 > 0) for one in range(20))
        part += 1
        written = sum(map(len, parts.values()))
    direct = "[from-did-direct-ivr]\n" + _extension("_X.", ["Goto(from-did-direct,${EXTEN},1)"])
    heads = {"did": "[ext-did-0002]\n", "group": "[ext-group]\n", "queue": "[ext-queues]\n", "tc": "[timeconditions]\n"}
    heads["local"] = "[ext-local]\n"
    return GLOBALS + "".join(heads.get(name, "") + body for name, body in parts.items()) + direct + BLACKHOLE
