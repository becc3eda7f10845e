using Sockeye.Contexts;
using Sockeye.Engine.Transports;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Engine.Sessions;

/// <summary>The calls of the session's handler.</summary>
public sealed partial class EngineSession
{
    /// <summary>
    /// Begins a batch of messages. While it runs, packets that are sent wait for its end, and the handler is called for the end of the
    /// session only after its present call.
    /// </summary>
    /// <returns>Whether messages are still accepted.</returns>
    internal bool BeginDispatch()
    {
        lock (Gate)
        {
            if (_state != EngineSessionState.Open)
            {
                return false;
            }

            _calls.BeginDispatch();
            return true;
        }
    }

    /// <summary>Ends a batch of messages, and writes the answers.</summary>
    internal void EndDispatch()
    {
        bool drain;
        bool tell;
        Transport transport;
        lock (Gate)
        {
            tell = _calls.EndDispatch();
            transport = _transport;
            drain = !_outbox.IsEmpty && transport.TryBeginDrain();
        }

        if (drain)
        {
            transport.RunDrain();
        }

        if (tell)
        {
            TellClosed();
        }
    }

    /// <summary>Handles one packet from the transport in use, between <see cref="BeginDispatch"/> and <see cref="EndDispatch"/>.</summary>
    internal ValueTask ReceiveAsync(EnginePacketType type, ReadOnlySpan<byte> data, bool isBinary)
    {
        if (_state != EngineSessionState.Open)
        {
            return default;
        }

        if (type == EnginePacketType.Message)
        {
            _heartbeat.OnPacket();
            var handling = Handle(data, isBinary);
            return handling.IsCompletedSuccessfully ? handling : PauseAsync(handling);
        }

        _heartbeat.OnControlPacket(type);
        if (type is EnginePacketType.Ping or EnginePacketType.Pong && _state == EngineSessionState.Open)
        {
            using var clean = CleanContext.Enter();
            _calls.Handler!.OnHeartbeat();
        }

        return default;
    }

    private ValueTask Handle(ReadOnlySpan<byte> data, bool isBinary)
    {
        using var clean = CleanContext.Enter();
        return _calls.Handler!.OnMessageAsync(data, isBinary);
    }

    // Nothing is read until the handler accepts more, so a pong may be waiting behind.
    private async ValueTask PauseAsync(ValueTask handling)
    {
        _heartbeat.Pause();
        try
        {
            await handling;
        }
        finally
        {
            _heartbeat.Resume();
        }
    }

    /// <summary>Handles an exception of the handler: it is a failure of the server, which ends only this session.</summary>
    internal void HandlerFailed(Exception exception)
    {
        Log.HandlerFailed(_server.Logger, Id, exception);
        End(EngineCloseReason.ForcedClose, "the handler of the session failed");
    }

    /// <summary>
    /// Handles a failure of a transport that is not a broken connection: it is a failure of the server, which ends only this session.
    /// </summary>
    internal void TransportFailed(Exception exception) => Log.TransportFailed(_server.Logger, Id, TransportName, exception);

    /// <summary>Calls the handler when packets are about to be written, or when all have been written. Not under the gate.</summary>
    /// <param name="flushing">How many packets are about to be written.</param>
    /// <param name="drained">Whether nothing waits any more.</param>
    internal void TellWriting(int flushing, bool drained)
    {
        if (!_calls.TellsWriting)
        {
            return;
        }

        using var clean = CleanContext.Enter();
        try
        {
            if (drained)
            {
                _calls.Handler?.OnDrain();
            }

            if (flushing > 0)
            {
                _calls.Handler?.OnFlush(flushing);
            }
        }
        catch (Exception exception)
        {
            Log.HandlerFailed(_server.Logger, Id, exception);
        }
    }

    /// <summary>Calls the handler when another transport is probed or has taken over. Not under the gate.</summary>
    internal void TellUpgrade(string transportName, bool completed)
    {
        using var clean = CleanContext.Enter();
        try
        {
            if (completed)
            {
                _calls.Handler?.OnUpgraded(transportName);
            }
            else
            {
                _calls.Handler?.OnUpgrading(transportName);
            }
        }
        catch (Exception exception)
        {
            Log.HandlerFailed(_server.Logger, Id, exception);
        }
    }

    private void TellClosed()
    {
        using var clean = CleanContext.Enter();
        try
        {
            _calls.TellClosed();
        }
        catch (Exception exception)
        {
            Log.HandlerFailed(_server.Logger, Id, exception);
        }
    }
}
