using Microsoft.Extensions.Logging;
using Sockeye.Client.Diagnostics;
using Sockeye.Client.Sockets;
using Sockeye.Client.Transports;
using Sockeye.Hooks;
using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Client;

/// <content>The way of packets from the server to the listeners.</content>
public sealed partial class ClientSocket : IListenerFailures
{
    private readonly Hook<SentEvent> _outgoing = new();
    private readonly Hook<bool> _connecting = new();
    private readonly Hook<ConnectException> _connectErrors = new();
    private readonly Hook<DisconnectReason> _disconnecting = new();
    private readonly Hook<bool> _disposing = new();
    private readonly EventPump<PumpItem> _pump;
    private readonly List<PumpItem> _receiveBuffer = [];
    private long _pumpBytes;
    private CancellationTokenSource? _sessionEnd;

    internal ListenerTable Listeners { get; } = new();

    internal Hook<ReceivedEvent> Incoming { get; } = new();

    /// <summary>Handles a packet for this namespace. Call it under the gate.</summary>
    internal void OnPacket(in Packet packet)
    {
        if (_isWithdrawn)
        {
            OnWithdrawnPacket(packet.Type);
            return;
        }

        switch (packet.Type)
        {
            case PacketType.Connect:
                OnConnectPacket(packet);
                break;
            case PacketType.Event:
                OnEvent(new PumpItem(PumpItemKind.Event, packet.Payload.ToArray(), packet.Attachments.ToArray(), packet.Id));
                break;
            case PacketType.Ack:
                OnAck(packet);
                break;
            case PacketType.Disconnect:
                OnDisconnectPacket();
                break;
            case PacketType.ConnectError:
                OnConnectErrorPacket(packet);
                break;
        }
    }

    /// <summary>
    /// A token that is cancelled when the socket disconnects. For an event of an earlier session it is already cancelled.
    /// </summary>
    internal CancellationToken EndOf(int session)
    {
        lock (Connection.Gate)
        {
            return Connected && session == _session ? (_sessionEnd ??= new CancellationTokenSource()).Token : new CancellationToken(canceled: true);
        }
    }

    internal void ListenerFailed(string eventName, Exception exception)
    {
        ClientMetrics.ListenerFailed();
        Log.ListenerFailed(Connection.Logger, exception, eventName, Namespace);
    }

    /// <summary>Handles a listener that fails. The server gets an error at once, if it asked for an answer and has none.</summary>
    internal void EventFailed(string eventName, Acknowledgement acknowledgement, Exception exception)
    {
        ListenerFailed(eventName, exception);
        (acknowledgement as ClientAcknowledgement)?.Refuse(ErrorText.InternalClientError, null);
    }

    /// <summary>
    /// Handles arguments that do not fit the listener. The server gets an error at once, if it asked for an answer and has none.
    /// </summary>
    internal void InvalidArguments(string eventName, Acknowledgement acknowledgement, string expected, Exception exception)
    {
        ClientMetrics.ListenerFailed();
        Log.InvalidArguments(Connection.Logger, exception, eventName, Namespace, expected);
        (acknowledgement as ClientAcknowledgement)?.Refuse(MissingArgumentException.TextOf(eventName, exception), null);
    }

    void IListenerFailures.OnListenerFailed(string hook, Exception exception) => ListenerFailed(hook, exception);

    // Under the gate. Callbacks that listeners have registered run on the thread pool.
    private void EndSession()
    {
        if (_sessionEnd is { } end)
        {
            _sessionEnd = null;
            _ = CancelAsync(end);
        }

        async Task CancelAsync(CancellationTokenSource end)
        {
            try
            {
                await end.CancelAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                ListenerFailed("disconnect", exception);
            }
        }
    }

    private void OnEvent(in PumpItem item)
    {
        ClientMetrics.Received();
        if (Connected)
        {
            Receive(item);
            return;
        }

        if (TakesEvent(item))
        {
            _receiveBuffer.Add(item);
            Interlocked.Add(ref _pumpBytes, item.Size);
        }
    }

    private void ClearReceiveBuffer()
    {
        foreach (var item in _receiveBuffer)
        {
            Interlocked.Add(ref _pumpBytes, -item.Size);
        }

        _receiveBuffer.Clear();
    }

    private void Receive(in PumpItem item)
    {
        if (!TakesEvent(item))
        {
            return;
        }

        // An event with an acknowledgement has no position, and its last argument may be any string.
        if (_privateId is not null && item.Id == Packet.NoId)
        {
            _offset.Note(item.Payload);
        }

        Post(item with { Session = _session });
    }

    // Reading continues while listeners are slow, so that heartbeats and acknowledgements are handled. So what waits for listeners needs a
    // bound.
    private bool TakesEvent(in PumpItem item)
    {
        if (HasRoom(item))
        {
            return true;
        }

        ClientMetrics.Dropped("slow");
        var message = $"More than {Connection.Options.MaxReceiveBufferBytes} bytes waited for the listeners of {Namespace}: make them faster, or raise MaxReceiveBufferBytes.";
        Connection.Drop(new DisconnectReason(DisconnectReason.TransportError, message), new ConnectFailure(ConnectErrorKind.Transport, message));
        return false;
    }

    // A single event that is larger than the bound is not a sign of slow listeners.
    private bool HasRoom(in PumpItem item)
    {
        var waiting = Interlocked.Read(ref _pumpBytes);
        return waiting == 0 || waiting + item.Size <= Connection.Options.MaxReceiveBufferBytes;
    }

    // Things that listeners may miss if they are too slow.
    private void PostIfRoom(in PumpItem item)
    {
        if (HasRoom(item))
        {
            Post(item);
            return;
        }

        ClientMetrics.Dropped("slow");
    }

    private void Post(in PumpItem item)
    {
        Interlocked.Add(ref _pumpBytes, item.Size);
        _pump.Post(item);
    }

    private void OnAck(in Packet packet)
    {
        if (_acks.TryRemove(packet.Id, out var pending))
        {
            Connection.Timers.Cancel(pending);
            pending.Answer(new EventArguments(Connection.Serializer, packet.Payload.ToArray(), packet.Attachments.ToArray(), 0));
        }
    }

    // It cannot be delivered.
    private void Discard(PumpItem item)
    {
        Interlocked.Add(ref _pumpBytes, -item.Size);
        if (item.Kind == PumpItemKind.Dispose)
        {
            // Streams end in any case.
            _ = _disposing.Start(true, "dispose", this);
        }
    }

    // This runs on the thread of the listeners, without the gate. It does not throw, because the hooks and the dispatch catch exceptions of
    // listeners.
    private Task? Deliver(PumpItem item)
    {
        Interlocked.Add(ref _pumpBytes, -item.Size);
        try
        {
            switch (item.Kind)
            {
                case PumpItemKind.Event:
                    return EventDispatch.Dispatch(this, item);
                case PumpItemKind.Outgoing:
                    var arguments = (EventArguments)item.State!;
                    var sent = new SentEvent(this, EventDispatch.NameOf(arguments.Payload.Span), arguments);
                    return _outgoing.Start(sent, sent.Name, this);
                case PumpItemKind.Connect:
                    return _connecting.Start(true, "connect", this);
                case PumpItemKind.ConnectError:
                    return _connectErrors.Start((ConnectException)item.State!, "connect_error", this);
                case PumpItemKind.Disconnect:
                    return _disconnecting.Start((DisconnectReason)item.State!, "disconnect", this);
                default:
                    return _disposing.Start(true, "dispose", this);
            }
        }
        catch (Exception exception)
        {
            ListenerFailed(item.Kind.ToString(), exception);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(205, LogLevel.Error, "A listener of {EventName} failed in {Namespace}.")]
        public static partial void ListenerFailed(ILogger logger, Exception exception, string eventName, string @namespace);

        [LoggerMessage(206, LogLevel.Warning, "The arguments of {EventName} in {Namespace} do not fit its listener, which takes {Expected}.")]
        public static partial void InvalidArguments(ILogger logger, Exception exception, string eventName, string @namespace, string expected);
    }
}
