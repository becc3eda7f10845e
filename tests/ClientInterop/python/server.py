"""A server of python-socketio (aiohttp). Prints "ready PORT"."""

import asyncio

import socketio
from aiohttp import web

sio = socketio.AsyncServer(async_mode="aiohttp", namespaces="*")


@sio.event
async def connect(sid, environ, auth):
    if auth and auth.get("token") == "wrong":
        raise socketio.exceptions.ConnectionRefusedError("not welcome", {"code": 7})


@sio.event
async def echo(sid, *args):
    return args


@sio.event
async def count(sid, number):
    for i in range(number):
        await sio.emit("number", (i, bytes([i % 256]) if i % 3 == 0 else "text"), to=sid)


@sio.event
async def leave(sid):
    await sio.disconnect(sid)


@sio.event
async def ask(sid, text):
    return await sio.call("question", text, to=sid)


async def main():
    app = web.Application()
    sio.attach(app)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print("ready", site._server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
