"""python3 checks.py URL sync|async polling|websocket|upgrade: one line of JSON for each check, its name and what was wrong."""

import asyncio
import json
import sys
import traceback
from urllib.parse import urlsplit

from adapters import Member, Wire

URL, KIND, NAME = sys.argv[1:]
TRANSPORTS = {"polling": ["polling"], "websocket": ["websocket"], "upgrade": None}[NAME]
BYTES = bytes([0, 1, 4, 0x1E, 0x62, 255])
TEXT = "grüße €😀 \u2028"

members = []
checks = []


def check(function):
    checks.append(function)
    return function


def member(**options):
    members.append(Member(KIND, TRANSPORTS, **options))
    return members[-1]


def equal(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


@check
async def connects_and_knows_its_id():
    one = await member().connect(URL)
    equal(one.transport, "polling" if NAME == "polling" else "websocket")
    me = await one.call("whoami")
    equal((me["id"], me["transport"], me["rooms"]), (one.id(), one.transport, [one.id()]))


@check
async def sends_and_receives_events():
    one = await member().listen("message-back").connect(URL)
    args = (1, 2.5, None, True, TEXT, {"deep": [[], {}, TEXT]})
    await one.emit("message", args)
    await one.until(lambda got: got)
    equal(one.got, [("message-back", *args)])


@check
async def sends_and_receives_binary():
    one = await member().listen("message-back").connect(URL)
    args = (BYTES, "text", {"nested": [b"", bytes([7]) * 70_000]})
    equal(await one.call("message-with-ack", args), args)
    await one.emit("message", args)
    await one.until(lambda got: got)
    equal(one.got, [("message-back", *args)])


@check
async def answers_the_server():
    one = await member().listen("question", answer={"value": TEXT, "bytes": BYTES}).connect(URL)
    answer = await one.call("do", {"op": "emitWithAck", "event": "question", "args": ["?"], "timeout": 5000})
    equal(answer, {"ok": {"value": TEXT, "bytes": BYTES}})
    equal(one.got, [("question", "?")])


@check
async def keeps_the_order():
    one = await member().listen("message-back").connect(URL)
    for i in range(60):
        await one.emit("message", (i, bytes([i])))
        if i % 5 == 4:  # more than 16 packets in one payload are too many for it
            await one.call("echo", i)
    await one.until(lambda got: len(got) == 60)
    equal(one.got, [("message-back", i, bytes([i])) for i in range(60)])


@check
async def is_in_several_namespaces():
    one = member().listen("auth", "/chat").listen("auth", "/dynamic-7")
    await one.connect(URL, ["/", "/chat", "/dynamic-7"], auth={"name": TEXT})
    await one.until(lambda got: len(got) == 2)
    equal(one.got, [("auth", {"name": TEXT})] * 2)
    equal((await one.call("whoami", namespace="/chat"))["ns"], "/chat")
    equal((await one.call("whoami", namespace="/dynamic-7"))["id"], one.id("/dynamic-7"))


@check
async def joins_and_leaves_rooms():
    one, other = [await member().listen("said", "/dynamic-1").connect(URL, ["/dynamic-1"]) for _ in range(2)]
    room = f"room of {one.id('/dynamic-1')}"
    for each in (one, other):
        equal(await each.call("join", room, "/dynamic-1"), True)
    await one.emit("say", (room, {"bytes": BYTES}), "/dynamic-1")
    await other.until(lambda got: got)
    equal(await other.call("leave", room, "/dynamic-1"), True)
    await one.emit("say", (room, "one"), "/dynamic-1")
    await one.until(lambda got: len(got) == 2)
    await other.call("echo", 0, "/dynamic-1")
    equal(one.got, [("said", {"bytes": BYTES}), ("said", "one")])
    equal(other.got, [("said", {"bytes": BYTES})])


@check
async def is_refused_by_a_middleware_or_let_in():
    refusal = await member().is_refused(URL, "/auth", {"token": "wrong"})
    equal(refusal, {"message": "Unauthorized", "data": {"code": "E_AUTH"}})
    one = await member().connect(URL, ["/auth"], auth={"token": "secret"})
    equal((await one.call("whoami", namespace="/auth"))["ns"], "/auth")


@check
async def is_told_of_a_namespace_that_does_not_exist():
    equal(await member().is_refused(URL, "/nope"), {"message": "Invalid namespace"})


@check
async def is_disconnected_by_the_server():
    one = await member(reconnection=False).listen("disconnect").connect(URL)
    await one.emit("do", {"op": "disconnect", "close": True})
    await one.until(lambda got: got)
    equal(one.got, [("disconnect",)])


@check
async def leaves():
    watcher = await member().listen("left", "/dynamic-3").connect(URL, ["/dynamic-3"])
    one = await member().connect(URL, ["/dynamic-3"])
    id = one.id("/dynamic-3")
    await one.disconnect()
    left = lambda got: [leaver for _, leaver in got if leaver["id"] == id]
    await watcher.until(left)
    [leaver] = left(watcher.got)
    # It closes the transport without waiting until its DISCONNECT packet is written.
    assert leaver["reason"] in ("client namespace disconnect", "transport close", "transport error"), leaver


@check
async def connects_again_after_the_network_was_away():
    wire = await Wire.start(urlsplit(URL).port)
    one = await member().listen("connect").listen("disconnect").connect(wire.url)
    id = one.id()
    wire.go_down()
    await one.until(lambda got: ("disconnect",) in got)
    wire.come_back()
    await one.until(lambda got: len(got) == 3)
    me = await one.call("whoami")
    equal(me["id"], one.id())
    assert me["id"] != id, "it is the same session"
    await one.disconnect()
    wire.stop()


async def main():
    for function in checks:
        problem = None
        try:
            await asyncio.wait_for(function(), 30)
        except Exception:
            problem = traceback.format_exc()
        for one in members:
            if one.sio.connected:
                await one.disconnect()
        members.clear()
        print(json.dumps({"name": function.__name__.replace("_", " "), "problem": problem}), flush=True)


asyncio.run(main())
