using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Text;
using Sockeye.Client.Connections;
using Sockeye.Client.Diagnostics;
using Sockeye.Client.Sockets;
using Sockeye.Client.Transports;

namespace Sockeye.Client;

/// <summary>The client in one namespace: connects, sends events to the server and hears those of the server. All members may be used from any thread.</summary>
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

    /// <summary>The id that the server gave; <see langword="null"/> if the socket is not connected.</summary>
    public string? Id { get; private set; }

    /// <summary>Whether the server has let the socket in, and the connection was not lost since.</summary>
    public bool Connected { get; private set; }

    /// <summary>Whether the socket connects by itself when the connection is open again. It does from <see cref="Connect"/> on, until it is refused or disconnected by one of the two sides.</summary>
    public bool Active => IsActive;

    /// <summary>Whether the server has restored the session before: the socket has its id and rooms, and gets the events that it has missed.</summary>
    public bool Recovered { get; private set; }

    /// <summary>How many acknowledgements are waited for.</summary>
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

    /// <summary>How many events came before the server had let the socket in, and wait for that.</summary>
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

    /// <summary>How many events, and other news of the socket, wait until listeners have been started with them. It stays above 0 if listeners are slower than the server.</summary>
    public int PendingEvents => _pump.Count;

    /// <summary>What the server's middleware reads as <c>socket.handshake.auth</c>: an object. It is written anew for each attempt to connect.</summary>
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
    /// Gives <see cref="Auth"/>, asked for each attempt to connect: for tokens that expire. If it throws, that attempt has failed, and another one follows as after a lost connection, at most
    /// <see cref="SocketIOClientOptions.ReconnectionAttempts"/> times. The token ends with the attempt.
    /// </summary>
    public Func<CancellationToken, ValueTask<object?>>? AuthFactory
    {
        get => _authFactory;
        set => _authFactory = value;
    }

    internal Connection Connection { get; }

    internal byte[] NamespaceUtf8 { get; }

    /// <summary>Whether the socket wants to be connected. Changed under the gate.</summary>
    internal bool IsActive { get; private set; }

    /// <summary>Whether packets of the server matter to it: also the answer to a request that was withdrawn does.</summary>
    internal bool Hears => IsActive || IsAsked;

    // Whether something goes on by which the socket may be let in, while the connection is open: the server, the application or a timer will say more.
    private bool IsConnecting => IsAsked || _authAttempt is not null || _authRetry.IsArmed;

    private protected override ClientSocket Self => this;

    private protected override EmitFlags Flags => EmitFlags.None;

    /// <summary>Begins to connect, and returns at once. <see cref="OnConnect(Action)"/> and <see cref="OnConnectError(Action{ConnectException})"/> tell what comes of it.</summary>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public void Connect()
    {
        lock (Connection.Gate)
        {
            ConnectUnderGate();
        }
    }

    /// <summary>
    /// Connects, and waits until the server has let the socket in, at most for <see cref="SocketIOClientOptions.ConnectTimeout"/>. If the server is not reached, the client tries again meanwhile, if
    /// reconnection is on.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt: nothing goes on behind it, unless another call waits for the same socket.</param>
    /// <exception cref="ConnectException">The socket is not connected; <see cref="ConnectException.Kind"/> says why. After <see cref="ConnectErrorKind.Timeout"/> the client goes on trying in the background; call <see cref="Disconnect"/> to stop that.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => ConnectAsync(Connection.Options.ConnectTimeout, cancellationToken);

    /// <inheritdoc cref="ConnectAsync(CancellationToken)"/>
    /// <param name="timeout">How long to wait at most, in place of <see cref="SocketIOClientOptions.ConnectTimeout"/>. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is no limit.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is 0 or negative.</exception>
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

    /// <summary>Leaves the namespace. The connection is closed if no other namespace uses it. The socket does not connect again by itself. What waits to be sent goes on waiting.</summary>
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
            // The server ends the session. A request with its id could come there by another connection before the goodbye, and be let in to it.
            _privateId = null;
            _offset.Clear();
            Leave(new DisconnectReason(DisconnectReason.ClientDisconnect, "the application has disconnected the socket"));
        }

        FailWaiters(new ConnectException(ConnectErrorKind.Disconnected, $"The socket of {Namespace} was disconnected before it was connected."));
    }

    /// <summary>A call does not wait any more.</summary>
    /// <returns><see langword="false"/> if the socket was connected at the same moment.</returns>
    private bool GiveUp(ConnectWaiter waiter, bool isCancelled)
    {
        lock (Connection.Gate)
        {
            if (waiter.Task.IsCompletedSuccessfully)
            {
                return false;
            }

            // In the same step: of two that give up at the same moment, the second one sees that it is the last.
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
