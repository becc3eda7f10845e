using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sockeye.Client.Connections;
using Sockeye.Client.Sockets;
using Sockeye.Client.Transports;
using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets;

namespace Sockeye.Client;

/// <content>
/// How the socket enters and leaves its namespace. All of it runs under the gate of the client, except callbacks of the application.
/// </content>
public sealed partial class ClientSocket
{
    private const string WrongVersion =
        "The server answered CONNECT without a session id, so it uses Socket.IO 2 (Engine.IO 3). Update the server to Socket.IO 3 or later.";

    // A Node server closes the whole connection if it reads in one go that a socket leaves and comes back. It sends no answer when a socket
    // has left.
    private static readonly TimeSpan AfterLeaving = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestAfterLeaving = TimeSpan.FromSeconds(2);

    private readonly EngineTimer _authRetry;
    private readonly Backoff _authBackoff;
    private readonly RecoveryOffset _offset = new();
    private CancellationTokenSource? _authAttempt;
    private EngineConnection? _asked;
    private bool _isWithdrawn;
    private EngineConnection? _leftOn;
    private long _leftAt;
    private int _session;
    private string? _privateId;

    /// <summary>Whether the server was asked to let the socket in and has not answered.</summary>
    private bool IsAsked => _asked is not null && _asked == Connection.OpenEngine;

    /// <summary>Asks the server to let the socket in, because the connection is open.</summary>
    internal void OnOpen()
    {
        EndAuth();
        if (IsAsked)
        {
            // The earlier request was withdrawn but not yet answered. Its answer is awaited first, because two requests at a time would be
            // two sockets on the server.
            return;
        }

        if (WaitAfterLeaving() is var wait && wait > TimeSpan.Zero)
        {
            _authRetry.Arm(wait);
            return;
        }

        _isWithdrawn = false;
        if (_authFactory is null && _auth is null)
        {
            SendConnect(ConnectPackets.Write(Connection.Serializer, _privateId, _offset.Text, default));
            return;
        }

        // The factory of the application is never called under the gate, nor on the thread that reads. Writing its object calls code of the
        // application too.
        var attempt = _authAttempt = new CancellationTokenSource();
        var factory = _authFactory;
        var auth = _auth;
        _ = Task.Run(() => AskAuthAsync(factory ?? (_ => new(auth)), attempt));
    }

    /// <summary>Handles a failed attempt or a lost connection.</summary>
    /// <param name="reason">The reason for a socket that was connected.</param>
    /// <param name="exception">The exception for a socket that was not connected yet.</param>
    /// <param name="isLast">Whether the client does not try again.</param>
    internal void OnLost(DisconnectReason reason, ConnectException exception, bool isLast)
    {
        EndAuth();
        ClearReceiveBuffer();
        if (Connected)
        {
            Leave(reason);
        }
        else
        {
            ConnectFailed(exception);
        }

        foreach (var waiter in _waiters)
        {
            waiter.LastFailure = exception;
        }

        if (isLast)
        {
            FailWaiters(exception);
        }
    }

    // The last packet to the server must have left first, which takes longer during an upgrade. But the wait is limited, because some
    // connections are never idle.
    private TimeSpan WaitAfterLeaving()
    {
        if (_leftOn is not { } engine || engine != Connection.OpenEngine)
        {
            return TimeSpan.Zero;
        }

        var elapsed = Connection.Options.TimeProvider.GetElapsedTime(_leftAt);
        return elapsed < AfterLeaving ? AfterLeaving - elapsed : elapsed < LongestAfterLeaving && engine.UnsentBytes > 0 ? AfterLeaving : TimeSpan.Zero;
    }

    private async Task AskAuthAsync(Func<CancellationToken, ValueTask<object?>> factory, CancellationTokenSource attempt)
    {
        try
        {
            var auth = ToAuth(await factory(attempt.Token).ConfigureAwait(false));
            lock (Connection.Gate)
            {
                if (attempt == _authAttempt)
                {
                    SendConnect(ConnectPackets.Write(Connection.Serializer, _privateId, _offset.Text, auth));
                }
            }
        }
        catch (Exception exception)
        {
            lock (Connection.Gate)
            {
                if (attempt == _authAttempt)
                {
                    OnAuthFailed(exception);
                }
            }
        }
    }

    private JsonElement ToAuth(object? auth)
    {
        if (auth is null)
        {
            return default;
        }

        var json = PayloadJson.ToElement(Connection.Serializer, auth);
        return json.ValueKind == JsonValueKind.Object ? json : throw new InvalidOperationException($"The auth of a socket has to be an object. It is a {json.ValueKind}.");
    }

    private void SendConnect(byte[] payload)
    {
        if (Connection.Send(OutgoingPackets.Encode(Connection.Options.Parser, new Packet(PacketType.Connect, NamespaceUtf8, Packet.NoId, payload, default))))
        {
            _asked = Connection.OpenEngine;
        }
    }

    private void OnAuthFailed(Exception exception)
    {
        EndAuth();
        var failure = new ConnectException(ConnectErrorKind.Authentication, $"The auth of the socket of {Namespace} could not be created: {exception.Message}", exception);
        Log.AuthFailed(Connection.Logger, exception, Namespace);
        ConnectFailed(failure);
        foreach (var waiter in _waiters)
        {
            waiter.LastFailure = failure;
        }

        var options = Connection.Options;
        if (options.Reconnection && _authBackoff.Attempts < (options.ReconnectionAttempts ?? int.MaxValue))
        {
            _authRetry.Arm(_authBackoff.Next(Random.Shared.NextDouble()));
        }
        else
        {
            _authBackoff.Reset();
            FailWaiters(failure);
        }
    }

    private void OnAuthRetry()
    {
        lock (Connection.Gate)
        {
            if (_authRetry.TryFire() && IsActive && !Connected && Connection.OpenEngine is not null)
            {
                OnOpen();
            }
        }
    }

    // The result for an attempt that has ended is no longer needed.
    private void EndAuth()
    {
        _authRetry.Dispose();
        if (_authAttempt is { } attempt)
        {
            // Its callbacks are code of the application: they do not run under the gate, and their exceptions end here.
            _authAttempt = null;
            _ = Task.Run(() => EndAuth(attempt));
        }
    }

    private void EndAuth(CancellationTokenSource attempt)
    {
        try
        {
            attempt.Cancel();
        }
        catch (AggregateException exception)
        {
            ListenerFailed("auth", exception);
        }
    }

    // The answer to a request that was withdrawn: what the server has done for it is undone.
    private void OnWithdrawnPacket(PacketType type)
    {
        if (type is not (PacketType.Connect or PacketType.ConnectError))
        {
            return;
        }

        _asked = null;
        _isWithdrawn = false;
        if (type == PacketType.Connect)
        {
            SendDisconnect();
        }

        if (IsActive)
        {
            OnOpen();
        }
    }

    private void OnConnectPacket(in Packet packet)
    {
        if (Connected)
        {
            return;
        }

        _asked = null;
        var (sid, pid) = ConnectPackets.Read(packet.Payload);
        if (sid is null)
        {
            var wrong = new ConnectException(ConnectErrorKind.Version, WrongVersion);
            EndAuth();
            ConnectFailed(wrong);
            FailWaiters(wrong);
            return;
        }

        EndAuth();
        _authBackoff.Reset();
        Id = sid;
        Recovered = pid is not null && pid == _privateId;
        if (!Recovered)
        {
            _session++;
            _offset.Clear();
        }

        _privateId = pid;
        Connected = true;

        // The same order as in socket.io-client: what came early, then what waited to be sent, then the listeners for the connection.
        PumpItem[] early = [.. _receiveBuffer];
        ClearReceiveBuffer();
        foreach (var item in early)
        {
            Receive(item);
        }

        if (!Connected)
        {
            // More came early than may wait for listeners, so the connection is lost again.
            return;
        }

        SendWaiting();
        _retry?.OnConnect();
        Post(new PumpItem(PumpItemKind.Connect, [], [], Packet.NoId));
        foreach (var waiter in _waiters)
        {
            waiter.Connected();
        }
    }

    private void OnConnectErrorPacket(in Packet packet)
    {
        var (message, data) = ConnectPackets.ReadError(Connection.Serializer, packet);
        _asked = null;
        Deactivate();
        if (Connected)
        {
            // No server does that. It is handled like a disconnect by the server.
            Leave(new DisconnectReason(DisconnectReason.ServerDisconnect, message));
        }

        var refused = new ConnectException(ConnectErrorKind.Refused, message, null, data);
        ConnectFailed(refused);
        FailWaiters(refused);
        Connection.StopIfUnused();
    }

    private void OnDisconnectPacket()
    {
        if (!Connected)
        {
            // The packet belongs to the earlier session and was on its way when the socket left it. Since then the server has let in no
            // socket that it could disconnect: it refuses with an error packet instead.
            return;
        }

        Deactivate();
        Leave(new DisconnectReason(DisconnectReason.ServerDisconnect, "the server has disconnected the socket"));
        Connection.StopIfUnused();
    }

    private void SendDisconnect()
    {
        Connection.Send(OutgoingPackets.Encode(Connection.Options.Parser, new Packet(PacketType.Disconnect, NamespaceUtf8, Packet.NoId, default, default)));
        _leftOn = Connection.OpenEngine;
        _leftAt = Connection.Options.TimeProvider.GetTimestamp();
    }

    private void Leave(DisconnectReason reason)
    {
        Connected = false;
        Id = null;
        EndSession();
        Post(new PumpItem(PumpItemKind.Disconnect, [], [], Packet.NoId, reason));
        FailAcks();
    }

    private void ConnectFailed(ConnectException exception) => PostIfRoom(new PumpItem(PumpItemKind.ConnectError, [], [], Packet.NoId, exception));

    private static partial class Log
    {
        [LoggerMessage(204, LogLevel.Error, "The auth of the socket of {Namespace} could not be created.")]
        public static partial void AuthFailed(ILogger logger, Exception exception, string @namespace);
    }
}
