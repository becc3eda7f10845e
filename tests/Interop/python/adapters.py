"""The two clients of python-socketio behind the same coroutines, so that each check is written once."""

import asyncio
import socketio


class Member:
    """A client that records what it gets. `kind` is "sync" or "async", `transports` what its connect() takes."""

    def __init__(self, kind, transports, **options):
        self.kind = kind
        self.transports = transports
        self.got = []
        self.loop = asyncio.get_running_loop()
        self.changed = asyncio.Event()
        client = socketio.AsyncClient if kind == "async" else socketio.Client
        self.sio = client(reconnection_delay=0.01, reconnection_delay_max=0.1, handle_sigint=False, **options)

    def listen(self, event, namespace="/", answer=None):
        """Records an event; gives `answer` to who asks with it."""

        def record(*args):
            self.loop.call_soon_threadsafe(self._record, (event, *args))
            return answer

        async def record_async(*args):
            return record(*args)

        self.sio.on(event, record_async if self.kind == "async" else record, namespace=namespace)
        return self

    def _record(self, entry):
        self.got.append(entry)
        self.changed.set()

    async def connect(self, url, namespaces=("/",), auth=None, patience=10):
        await self._run(self.sio.connect, url, namespaces=list(namespaces), auth=auth, transports=self.transports, wait_timeout=patience)
        return self

    async def is_refused(self, url, namespace, auth=None):
        """Connects, and gives what the server refused with. The client waits to its end even so."""
        self.listen("connect_error", namespace)
        try:
            await self.connect(url, [namespace], auth, patience=1)
        except socketio.exceptions.ConnectionError:
            await self.until(lambda got: got)
            return self.got[0][1]
        raise AssertionError("it was let in")

    async def call(self, event, data=None, namespace="/"):
        return await self._run(self.sio.call, event, data, namespace=namespace, timeout=10)

    async def emit(self, event, data=None, namespace="/"):
        await self._run(self.sio.emit, event, data, namespace=namespace)

    async def disconnect(self):
        await self._run(self.sio.disconnect)

    @property
    def transport(self):
        return self.sio.transport()

    def id(self, namespace="/"):
        return self.sio.get_sid(namespace)

    async def until(self, condition):
        """Waits until the condition holds of what it got."""

        async def wait():
            while not condition(self.got):
                self.changed.clear()
                await self.changed.wait()

        await asyncio.wait_for(wait(), 10)

    async def _run(self, method, *args, **options):
        if self.kind == "async":
            return await method(*args, **options)
        return await asyncio.to_thread(method, *args, **options)


class Wire:
    """A network between client and server, which can go down."""

    @classmethod
    async def start(cls, port):
        wire = cls()
        wire.port = port
        wire.is_up = True
        wire.writers = set()
        wire.server = await asyncio.start_server(wire._join, "127.0.0.1", 0)
        wire.url = f"http://127.0.0.1:{wire.server.sockets[0].getsockname()[1]}"
        return wire

    async def _join(self, reader, writer):
        if not self.is_up:
            writer.transport.abort()
            return
        other_reader, other_writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers |= {writer, other_writer}
        await asyncio.gather(self._copy(reader, other_writer), self._copy(other_reader, writer))

    async def _copy(self, reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        writer.close()

    def go_down(self):
        self.is_up = False
        for writer in self.writers:
            writer.transport.abort()
        self.writers.clear()

    def come_back(self):
        self.is_up = True

    def stop(self):
        self.server.close()
        self.go_down()
