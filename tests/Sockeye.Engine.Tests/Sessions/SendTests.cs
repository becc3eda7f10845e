using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Sessions;

public sealed class SendTests
{
    private const int Senders = 8;
    private const int PerSender = 200;

    [Fact]
    public async Task Send_PeerIsGone_KeepsNothing()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (_, RecordingHandler handler) = await app.OpenPollingAsync();
        WeakReference packet = Send(handler.Session);

        handler.Session.PeerGone(handler.Session.Transport);

        Assert.Equal(SendResult.Closed, handler.Session.Send(EncodedPacket.FromText("more"u8)));
        GC.Collect();
        Assert.False(packet.IsAlive);
        Assert.False(handler.Closed.IsCompleted);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Send(EngineSession session)
        {
            var packet = EncodedPacket.FromText("waits"u8);
            Assert.Equal(SendResult.Queued, session.Send(packet));
            return new WeakReference(packet);
        }
    }

    [Fact]
    public async Task Send_PeerHasEndedItsDirectionAndNobodyReadsThat_IsNotKept()
    {
        const int most = 20_000;
        var goesOn = new TaskCompletionSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EngineApp app = await EngineApp.StartAsync(
            transport: TestTransport.Sockets,
            onSession: handler => handler.OnText = _ =>
            {
                begun.TrySetResult();
                return new ValueTask(goesOn.Task);
            },
            configure: options =>
            {
                options.MaxBufferedBytes = int.MaxValue;
                options.MaxBufferedPackets = most * 2;
            });
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        EngineSession session = (await app.NextSessionAsync()).Session;
        await socket.SendAsync("4wait");
        await begun.Task.Within();
        socket.Socket.Shutdown(SocketShutdown.Send);

        // The network takes nothing soon, and the handler is not asked for more: the end is not read.
        var packet = EncodedPacket.FromBinary(new byte[4096]);
        SendResult result = SendResult.Queued;
        for (int i = 0; i < most && result == SendResult.Queued; i++)
        {
            result = session.Send(packet);
        }

        Assert.Equal(SendResult.Closed, result);
        goesOn.SetResult();
    }

    [Fact]
    public async Task Send_ConcurrentSendersByWebSocket_KeepOrderAndAttachmentsTogether()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendAsync("4start");
        await handler.NextTextAsync();
        Task sending = SendFromManyAsync(handler.Session);
        var order = new OrderCheck();
        for (int i = 0; i < Senders * PerSender; i++)
        {
            string text = await socket.ReadTextAsync();
            (int opcode, byte[] payload) = await socket.ReadFrameAsync();
            Assert.Equal(2, opcode);
            order.Add(text, payload);
        }

        await sending.Within();
    }

    [Fact]
    public async Task Send_ConcurrentSendersByPolling_KeepOrderAndAttachmentsTogether()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task sending = SendFromManyAsync(handler.Session);
        var order = new OrderCheck();
        while (order.Count < Senders * PerSender)
        {
            string[] packets = (await app.PollAsync(sid)).Split('\u001e');
            Assert.Equal(0, packets.Length % 2);
            for (int i = 0; i < packets.Length; i += 2)
            {
                Assert.StartsWith("b", packets[i + 1], StringComparison.Ordinal);
                order.Add(packets[i], Convert.FromBase64String(packets[i + 1][1..]));
            }
        }

        await sending.Within();
    }

    [Fact]
    public async Task Send_ReaderDoesNotRead_IsBoundedThenDisconnected()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.MaxBufferedBytes = 1_000_000);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, receiveBuffer: 4096);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendAsync("4start");
        await handler.NextTextAsync();
        var packet = EncodedPacket.FromText(new byte[50_000].AsSpan());
        SendResult result = SendResult.Queued;
        while (result == SendResult.Queued)
        {
            result = handler.Session.Send(packet, SendFlags.Volatile);
            await Waiting.Until(() => !handler.Session.HasQueued || !handler.Session.IsWritable);
        }

        Assert.Equal(SendResult.Dropped, result);
        int queued = 0;
        while (handler.Session.Send(packet) == SendResult.Queued)
        {
            queued++;
        }

        Assert.InRange(queued, 1, 20);
        (EngineCloseReason reason, string? description) = await handler.Closed.Within();
        Assert.Equal(EngineCloseReason.TransportError, reason);
        Assert.Equal("slow consumer", description);
        await Waiting.Until(() => handler.Session.Send(packet) == SendResult.Closed);
        Assert.Equal(0, app.Server.ClientsCount);
    }

    [Fact]
    public async Task Send_TooManyPackets_Overflows()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.MaxBufferedPackets = 10);
        (_, RecordingHandler handler) = await app.OpenPollingAsync();
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(SendResult.Queued, handler.Session.Send(EncodedPacket.FromText("x"u8)));
        }

        Assert.Equal(SendResult.Overflow, handler.Session.Send(EncodedPacket.FromText("x"u8)));
        Assert.Equal("slow consumer", (await handler.Closed.Within()).Description);
    }

    [Fact]
    public async Task Send_OnePacketAboveTheLimit_IsTakenWhereNothingWaits()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.MaxBufferedBytes = 1000);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        Assert.Equal(SendResult.Queued, handler.Session.Send(EncodedPacket.FromText(new byte[5000].AsSpan())));
        Assert.Equal(5001, (await socket.ReadTextAsync()).Length);
        Assert.Equal(EngineSessionState.Open, handler.Session.State);
    }

    [Fact]
    public async Task Send_ReaderPauses_EverythingArrivesInOrder()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.MaxBufferedBytes = 200_000_000);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, receiveBuffer: 4096);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendAsync("4start");
        await handler.NextTextAsync();
        const int Count = 1500;
        for (int i = 0; i < Count; i++)
        {
            byte[] data = new byte[(i % 5 == 0 ? 40_000 : 3000) + 4];
            BinaryPrimitives.WriteInt32BigEndian(data, i);
            Assert.Equal(SendResult.Queued, handler.Session.Send(EncodedPacket.FromBinary(data)));
            if (i % 100 == 0)
            {
                await Task.Yield();
            }
        }

        await Waiting.Until(() => !handler.Session.IsWritable);
        for (int i = 0; i < Count; i++)
        {
            (int opcode, byte[] payload) = await socket.ReadFrameAsync();
            Assert.Equal(2, opcode);
            Assert.Equal(i, BinaryPrimitives.ReadInt32BigEndian(payload));
        }

        await Waiting.Until(() => handler.Session.IsWritable);
        handler.Session.Send(EncodedPacket.FromText("after"u8));
        Assert.Equal("4after", await socket.ReadTextAsync());
    }

    [Fact]
    public async Task Send_BroadcastToMany_AllReceive()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        var sockets = new List<RawWebSocket>();
        var handlers = new List<RecordingHandler>();
        for (int i = 0; i < 50; i++)
        {
            sockets.Add(await RawWebSocket.ConnectAsync(app));
            handlers.Add(await app.NextSessionAsync());
        }

        for (int m = 0; m < 20; m++)
        {
            var packet = EncodedPacket.FromText(Encoding.UTF8.GetBytes($"{m}"));
            handlers.ForEach(h => h.Session.Send(packet));
        }

        foreach (RawWebSocket socket in sockets)
        {
            for (int m = 0; m < 20; m++)
            {
                Assert.Equal($"4{m}", await socket.ReadTextAsync());
            }

            socket.Dispose();
        }
    }

    // Clients read "transport close" then, and nobody would look for the reason.
    [Theory]
    [InlineData(nameof(EngineOptions.MaxBufferedBytes), "1000 bytes")]
    [InlineData(nameof(EngineOptions.MaxBufferedPackets), "3 packets")]
    public async Task Send_MoreThanMayWait_IsAWarningThatNamesTheOption(string option, string limit)
    {
        await using EngineApp app = await EngineApp.StartAsync(o =>
        {
            o.MaxBufferedBytes = 1000;
            o.MaxBufferedPackets = 3;
        });
        for (int session = 0; session < 2; session++)
        {
            (_, RecordingHandler handler) = await app.OpenPollingAsync();
            var packet = EncodedPacket.FromText(new byte[option == nameof(EngineOptions.MaxBufferedBytes) ? 600 : 1]);
            while (handler.Session.Send(packet) == SendResult.Queued)
            {
            }

            Assert.Equal("slow consumer", (await handler.Closed.Within()).Description);
        }

        string warning = Assert.Single(app.Warnings);
        Assert.Contains(option, warning, StringComparison.Ordinal);
        Assert.Contains(limit, warning, StringComparison.Ordinal);
    }

    private static Task SendFromManyAsync(EngineSession session) =>
        Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (int i = 0; i < PerSender; i++)
            {
                byte[] id = [(byte)sender, (byte)i];
                Assert.Equal(SendResult.Queued, session.Send(EncodedPacket.FromText(Encoding.UTF8.GetBytes($"{sender}:{i}"), [id])));
                if (i % 16 == 0)
                {
                    await Task.Yield();
                }
            }
        })));

    private sealed class OrderCheck
    {
        private readonly int[] _next = new int[Senders];

        public int Count { get; private set; }

        public void Add(string text, byte[] attachment)
        {
            string[] parts = text[1..].Split(':');
            int sender = int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
            int index = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(_next[sender]++, index);
            Assert.Equal([(byte)sender, (byte)index], attachment);
            Count++;
        }
    }
}
