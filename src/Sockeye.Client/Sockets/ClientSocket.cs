using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Text;
using Sockeye.Client.Connections;
using Sockeye.Client.Diagnostics;
using Sockeye.Client.Sockets;
using Sockeye.Client.Transports;

namespace Sockeye.Client;

/// <summary>
/// The client in one namespace. It connects, sends events to the server and receives events from it. You may use all members from any
/// thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source of an attempt has no timer and nothing else to free.")]
public sealed partial class ClientSocket : ClientReceiver
{
    private readonly List<ConnectWaiter> _waiters = [];
    private object? _auth;
    private Func<CancellationToken, ValueTask<object?>>? _authFactory;

    internal ClientSocket(Connection connection, string name)
    {
        Connection = connection;
        Namespace = name;
        NamespaceUtf8 = Encoding.UTF8.GetBytes(name);
        _retry = connection.Options.Retries > 0 ? new RetryQueue(this, connection.Options.Retries) : null;
        _pump = new EventPump<PumpItem>(connection.Options, Deliver, this, Discard);
        _authRetry = new EngineTimer(connection.Options.TimeProvider, OnAuthRetry);
        _authBackoff = new Backoff(connection.Options.ReconnectionDelay, connection.Options.ReconnectionDelayMax, connection.Options.RandomizationFactor);
    }

    /// <summary>The name of the namespace, <c>/</c> for the main one.</summary>
    public string Namespace { get; }

    /// <summary>The client whose connection the socket uses.</summary>
    public SocketIOClient Client => Connection.Client;

    /// <summary>The id that the server has given to the socket; <see langword="null"/> if it is not connected.</summary>
    public string? Id { get; private set; }

    /// <summary>Whether the server has let the socket in and the connection has not been lost since.</summary>
    public bool Connected { get; private set; }

    /// <summary>
    /// Whether the socket connects by itself as soon as the connection is open. This is so from <see cref="Connect"/> on, until the server
    /// refuses the socket or one of the two sides disconnects it.
    /// </summary>
    public bool Active => IsActive;

    /// <summary>
    /// Whether the server has recovered the earlier session: the socket has its former id and rooms, and gets the events that it has
    /// missed.
    /// </summary>
    public bool Recovered { get; private set; }

    /// <summary>How many acknowledgements the socket waits for.</summary>
    public int PendingAcks => _acks.Count;

    /// <summary>How many events wait to be sent.</summary>
    public int SendBufferCount
    {
        get
        {
            lock (Connection.Gate)
            {
                return _sendBuffer.Count + (_retry?.Count ?? 0);
            }
        }
    }

    /// <summary>How many events arrived before the server let the socket in, and wait for that.</summary>
    public int ReceiveBufferCount
    {
        get
        {
            lock (Connection.Gate)
            {
                return _receiveBuffer.Count;
            }
        }
    }

    /// <summary>
    /// How many events and other notifications of the socket wait for listeners to start. It stays above 0 if listeners are slower than the
    /// server.
    /// </summary>
    public int PendingEvents => _pump.Count;

    /// <summary>
    /// The object that middlewares of the server read as <c>socket.handshake.auth</c>. It is written anew for each attempt to connect.
    /// </summary>
    /// <value><see langword="null"/> by default.</value>
    public object? Auth
    {
        get => _auth;
        set
        {
            _authFactory = null;
            _auth = value;
        }
    }

    /// <summary>
    /// Creates <see cref="Auth"/> for each attempt to connect, for tokens that expire. If it throws, the attempt has failed. The client
    /// then tries again as after a lost connection, at most <see cref="SocketIOClientOptions.ReconnectionAttempts"/> times. The token is
    /// cancelled when the attempt ends.
    /// </summary>
    /// <value><see langword="null"/> by default.</value>
    public Func<CancellationToken, ValueTask<object?>>? AuthFactory
    {
        get => _authFactory;
        set => _authFactory = value;
    }

    internal Connection Connection { get; }

    internal byte[] NamespaceUtf8 { get; }

    /// <summary>Whether the socket wants to be connected. Changed under the gate.</summary>
    internal bool IsActive { get; private set; }

    /// <summary>Whether packets from the server matter to the socket. The answer to a request that was withdrawn matters too.</summary>
    internal bool Hears => IsActive || IsAsked;

    // Whether the socket may still be let in while the connection is open, because the server, the application or a timer has to act first.
    private bool IsConnecting => IsAsked || _authAttempt is not null || _authRetry.IsArmed;

    private protected override ClientSocket Self => this;

    private protected override EmitFlags Flags => EmitFlags.None;

    /// <summary>
    /// Begins to connect, and returns at once. To learn the result, use <see cref="OnConnect(Action)"/> and
    /// <see cref="OnConnectError(Action{ConnectException})"/>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
    public void Connect()
    {
        lock (Connection.Gate)
        {
            ConnectUnderGate();
        }
    }

    /// <summary>
    /// Connects, and waits until the server has let the socket in, for at most <see cref="SocketIOClientOptions.ConnectTimeout"/>. If the
    /// server is not reached and reconnection is on, the client tries again meanwhile.
    /// </summary>
    /// <param name="cancellationToken">
    /// Cancels the attempt. It does not continue in the background, unless another call waits for the same socket.
    /// </param>
    /// <exception cref="ConnectException">
    /// The socket is not connected; <see cref="ConnectException.Kind"/> says why. After <see cref="ConnectErrorKind.Timeout"/> the client
    /// continues to try in the background. Call <see cref="Disconnect"/> to stop that.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => ConnectAsync(Connection.Options.ConnectTimeout, cancellationToken);

    /// <inheritdoc cref="ConnectAsync(CancellationToken)"/>
    /// <param name="timeout">
    /// How long to wait at most, instead of <see cref="SocketIOClientOptions.ConnectTimeout"/>.
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> means no limit.
    /// </param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is zero or negative.</exception>
    public async Task ConnectAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (timeout != System.Threading.Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        }

        cancellationToken.ThrowIfCancellationRequested();
        using var activity = ClientActivities.Connect(Namespace);
        var waiter = new ConnectWaiter();
        lock (Connection.Gate)
        {
            if (Connected)
            {
                return;
            }

            _waiters.Add(waiter);
            try
            {
                ConnectUnderGate();
            }
            catch
            {
                _waiters.Remove(waiter);
                throw;
            }
        }

        try
        {
            await waiter.Task.WaitAsync(EngineTimer.Limit(timeout), Connection.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!GiveUp(waiter, isCancelled: exception is OperationCanceledException))
            {
                return;
            }

            var failure = exception is TimeoutException ? TimedOut(timeout, waiter.LastFailure) : exception;
            activity.Fail(failure);
            ExceptionDispatchInfo.Throw(failure);
        }
        finally
        {
            lock (Connection.Gate)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    /// <summary>
    /// Leaves the namespace. The connection is closed if no other namespace uses it. The socket does not reconnect by itself. Events that
    /// wait to be sent continue to wait.
    /// </summary>
    public void Disconnect()
    {
        lock (Connection.Gate)
        {
            DisconnectUnderGate();
            Connection.StopIfUnused();
        }
    }

    internal void ConnectUnderGate()
    {
        ObjectDisposedException.ThrowIf(Connection.IsDisposed, Client);
        if (Connected)
        {
            return;
        }

        var wasActive = IsActive;
        IsActive = true;
        if (Connection.OpenEngine is null)
        {
            Connection.Start();
        }
        else if (!wasActive || !IsConnecting)
        {
            OnOpen();
        }
    }

    internal void DisconnectUnderGate()
    {
        var wasConnected = Connected;
        if (wasConnected)
        {
            SendDisconnect();
        }

        Deactivate();
        if (wasConnected)
        {
            // The server ends the session. Otherwise a request with its id could reach the server on another connection before the goodbye,
            // and recover the session.
            _privateId = null;
            _offset.Clear();
            Leave(new DisconnectReason(DisconnectReason.ClientDisconnect, "the application has disconnected the socket"));
        }

        FailWaiters(new ConnectException(ConnectErrorKind.Disconnected, $"The socket of {Namespace} was disconnected before it was connected."));
    }

    /// <summary>Called when a call stops waiting.</summary>
    /// <returns><see langword="false"/> if the socket was connected at the same moment.</returns>
    private bool GiveUp(ConnectWaiter waiter, bool isCancelled)
    {
        lock (Connection.Gate)
        {
            if (waiter.Task.IsCompletedSuccessfully)
            {
                return false;
            }

            // In the same step: if two calls give up at the same moment, the second one sees that it is the last.
            _waiters.Remove(waiter);
            if (isCancelled && _waiters.Count == 0)
            {
                DisconnectUnderGate();
                Connection.StopIfUnused();
            }

            return true;
        }
    }

    private ConnectException TimedOut(TimeSpan timeout, ConnectException? last)
    {
        bool waitsForAuth;
        lock (Connection.Gate)
        {
            waitsForAuth = _authAttempt is not null && !IsAsked;
        }

        var cause = waitsForAuth ? "Its AuthFactory has not answered." : last is null ? "The server has not answered." : $"The last attempt failed: {last.Message}";
        return new ConnectException(ConnectErrorKind.Timeout, $"The socket of {Namespace} was not connected within {timeout.TotalSeconds:0.###} s. {cause}", last);
    }

    private void Deactivate()
    {
        IsActive = false;
        _isWithdrawn = IsAsked;
        EndAuth();
        _authBackoff.Reset();
        ClearReceiveBuffer();
    }

    private void FailWaiters(ConnectException exception)
    {
        foreach (var waiter in _waiters)
        {
            waiter.Fail(exception);
        }
    }
}
