using Microsoft.Extensions.Logging;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Client.Transports;

/// <content>Packets, heartbeat and upgrade of an open session.</content>
internal sealed partial class EngineConnection
{
    private static readonly OutgoingPacket Pong = new("3"u8.ToArray(), IsBinary: false, [], Compress: false);
    private static readonly OutgoingPacket UpgradePacket = new("5"u8.ToArray(), IsBinary: false, [], Compress: false);
    private static readonly byte[] ProbePing = "2probe"u8.ToArray();

    /// <summary>Whether polling makes another request.</summary>
    public bool MayPoll(EngineTransport polling)
    {
        lock (_gate)
        {
            if (_state == EngineState.Closed || _transport != polling)
            {
                return false;
            }

            if (!_upgrade.IsSwitching)
            {
                return true;
            }

            _upgrade.HasPollingStopped = true;
            SwitchIfPaused();
            return false;
        }
    }

    /// <summary>Called when a WebSocket is open.</summary>
    /// <returns>The first data that it sends; empty if the handshake arrives on it.</returns>
    public ReadOnlyMemory<byte> OnTransportOpen(EngineTransport transport)
    {
        lock (_gate)
        {
            return _upgrade.Probe == transport ? ProbePing : default;
        }
    }

    /// <summary>Handles a packet. The caller has called <see cref="EnterAsync"/> before.</summary>
    /// <returns>Whether the transport continues to read.</returns>
    public bool Receive(EngineTransport from, EnginePacketType type, ReadOnlySpan<byte> data, bool isBinary)
    {
        EngineHandshake? opened = null;
        lock (_gate)
        {
            if (_state == EngineState.Closed)
            {
                return false;
            }

            if (_upgrade.Probe == from)
            {
                return ReceiveOnProbe(from, type, data);
            }

            if (_transport != from)
            {
                return false;
            }

            if (data.Length > _endpoint.Options.MaxMessageBytes)
            {
                Fail(from, "transport error", TransportFailure.TooLarge(_endpoint.Options.MaxMessageBytes));
                return false;
            }

            if (_state == EngineState.Opening)
            {
                opened = type == EnginePacketType.Open ? HandshakeReader.TryRead(data) : null;
                if (opened is null)
                {
                    Fail(from, "parse error", TransportFailure.NoHandshake());
                    return false;
                }

                _handshake = opened;
                _endpoint.HadWebSocket = from.Kind == ClientTransport.WebSocket;
                _state = EngineState.Open;
                _timer.Arm(opened.PingInterval + opened.PingTimeout);
            }
            else if (type is EnginePacketType.Open or EnginePacketType.Close)
            {
                EndBy(type);
                return false;
            }
            else if (type == EnginePacketType.Ping && _state == EngineState.Open)
            {
                _queue.AddPong(Pong);
                _timer.Arm(_handshake!.PingInterval + _handshake.PingTimeout);
                Flush();
            }
        }

        if (opened is not null)
        {
            _turn.Call(handler => handler.OnOpen(opened));
            BeginUpgrade();
        }
        else if (type == EnginePacketType.Message)
        {
            _turn.CallMessage(data, isBinary);
        }
        else if (type == EnginePacketType.Ping)
        {
            _turn.Call(static handler => handler.OnPing());
        }

        return true;
    }

    private void BeginUpgrade()
    {
        lock (_gate)
        {
            Flush();
            var options = _endpoint.Options;
            if (_state == EngineState.Open && options.Upgrade && _transport!.Kind == ClientTransport.Polling
                && _transports.Contains(ClientTransport.WebSocket) && _handshake!.Upgrades.Contains("websocket", StringComparer.Ordinal))
            {
                var probe = CreateTransport(ClientTransport.WebSocket);
                _upgrade.Begin(probe, options.Timeout);
                Run(probe);
            }
        }
    }

    private async Task WriteAsync()
    {
        while (TryTake(out var transport, out var packets))
        {
            await transport.WriteAsync(packets).ConfigureAwait(false);
        }
    }

    private bool TryTake(out EngineTransport transport, out OutgoingPacket[] packets)
    {
        lock (_gate)
        {
            _queue.Sent();
            transport = _transport!;
            if (_state is EngineState.Open or EngineState.Closing && !_upgrade.IsSwitching && !_queue.IsEmpty)
            {
                packets = _queue.Take(transport.Kind == ClientTransport.Polling ? _handshake!.MaxPayload : 0);
                return true;
            }

            packets = [];
            _isWriting = false;
            SwitchIfPaused();
            EndIfDone();
            return false;
        }
    }

    private void OnTime()
    {
        lock (_gate)
        {
            if (!_timer.TryFire())
            {
                return;
            }

            if (_state == EngineState.Open)
            {
                EndWithoutPing();
            }
            else if (_state == EngineState.Closing)
            {
                End("forced close", failure: null);
            }
        }
    }

    private void OnUpgradeTime()
    {
        lock (_gate)
        {
            if (_upgrade.TryFire())
            {
                FailUpgrade(new ConnectFailure(ConnectErrorKind.Timeout, "probe error: The probe was not answered in time."));
            }
        }
    }

    // The methods below are called under the lock.

    private bool ReceiveOnProbe(EngineTransport probe, EnginePacketType type, ReadOnlySpan<byte> data)
    {
        if (type != EnginePacketType.Pong || !data.SequenceEqual("probe"u8))
        {
            Fail(probe, "", new ConnectFailure(ConnectErrorKind.Transport, "probe error: The server did not answer the probe with a pong."));
            return false;
        }

        if (!_upgrade.IsSwitching)
        {
            _endpoint.HadWebSocket = true;
            _upgrade.Switch();
        }

        return true;
    }

    // The send queue waits meanwhile. So the upgrade packet is the first on the new transport, and the server has taken everything that
    // polling has sent before it.
    private void SwitchIfPaused()
    {
        if (_state == EngineState.Closed || !_upgrade.IsSwitching || !_upgrade.HasPollingStopped || _isWriting)
        {
            return;
        }

        _work.Start(_transport!.StopAsync); // it has no request under way, and its TCP connections are not needed any more
        _transport = _upgrade.End();
        _queue.AddFirst(UpgradePacket);
        _turn.Post(static handler => handler.OnUpgraded("websocket"));
        Flush();
    }

    // Polling continues from the point at which it has stopped.
    private void FailUpgrade(ConnectFailure failure)
    {
        Log.UpgradeFailed(_logger, failure.Message);
        var hasStopped = _upgrade.HasPollingStopped;
        _work.Start(_upgrade.End()!.StopAsync);
        if (hasStopped)
        {
            Run(_transport!);
        }

        Flush();
        EndIfDone();
    }

    private void EndWithoutPing() =>
        End("ping timeout", new ConnectFailure(ConnectErrorKind.Timeout, "The server sent no ping in time. The network is down, or the server is blocked."), sayGoodbye: true);

    private void EndBy(EnginePacketType type)
    {
        if (type == EnginePacketType.Open)
        {
            End("parse error", new ConnectFailure(ConnectErrorKind.Transport, $"{TransportFailure.Server}: The server sent a second handshake."), sayGoodbye: true);
        }
        else
        {
            End("transport close", new ConnectFailure(ConnectErrorKind.Transport, "transport closed by the server"));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(181, LogLevel.Debug, "The transport {Transport} could not be opened. The client tries the next one. {Reason}")]
        public static partial void TransportFailed(ILogger logger, string transport, string reason);

        [LoggerMessage(183, LogLevel.Debug, "The upgrade to WebSocket has failed. The connection continues with polling. {Reason}")]
        public static partial void UpgradeFailed(ILogger logger, string reason);
    }
}
