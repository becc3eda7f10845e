using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Sockeye.Client.Diagnostics;

namespace Sockeye.Client.Transports;

/// <summary>
/// One Engine.IO session, from the first request to the last. It opens a transport, moves to a better one, keeps the heartbeat, sends in
/// order, and closes. It is used once.
/// </summary>
/// <remarks>
/// All state is under one lock, which is held for short steps only: never while the handler is called, a request is made, or anything is
/// awaited. The lock of <see cref="HandlerTurn"/> is taken inside it. Everything that runs is counted (<see cref="RunningWork"/>).
/// <see cref="Completion"/> completes when the session is closed, the handler has been called for it, and nothing runs any more.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The source of the goodbye's token is disposed of when the goodbye ends.")]
internal sealed partial class EngineConnection
{
    private readonly Lock _gate = new();
    private readonly EngineEndpoint _endpoint;
    private readonly ILogger _logger;
    private readonly HandlerTurn _turn;
    private readonly RunningWork _work;
    private readonly RunningWork.Repeated _writing;
    private readonly EngineTimer _timer;
    private readonly SendQueue _queue = new();
    private readonly List<ClientTransport> _transports;
    private readonly Upgrade _upgrade;
    private EngineTransport? _transport;
    private CancellationTokenSource? _goodbye; // ends the goodbye, when its time is up or the connection is aborted
    private EngineHandshake? _handshake;
    private volatile EngineState _state;
    private bool _isWriting;

    public EngineConnection(EngineEndpoint endpoint, IEngineHandler handler, ILogger logger)
    {
        _endpoint = endpoint;
        _logger = logger;
        _turn = new HandlerTurn(handler, logger);
        _work = new RunningWork(logger, OnFault);
        _writing = _work.Repeat(WriteAsync);
        _timer = new EngineTimer(endpoint.Options.TimeProvider, OnTime);
        _transports = [.. endpoint.Options.Transports];
        _upgrade = new Upgrade(endpoint.Options.TimeProvider, OnUpgradeTime);
    }

    /// <summary>The id of the session after it is open.</summary>
    public string? Id => _handshake?.Sid;

    /// <summary>The name of the transport that is in use.</summary>
    public string? TransportName => _transport?.Name;

    /// <summary>Completes when no task, timer, request or socket of the connection is left. It never fails.</summary>
    public Task Completion => _work.Completion;

    /// <summary>Whether the session has not been opened yet.</summary>
    public bool IsOpening => _state == EngineState.Opening;

    /// <summary>Whether a packet would be sent at once: nothing waits, nothing is being sent, and the heartbeat is not overdue.</summary>
    public bool IsWritable
    {
        get
        {
            lock (_gate)
            {
                return _state == EngineState.Open && !_isWriting && !_upgrade.IsSwitching && _queue.IsEmpty && !_timer.IsOverdue;
            }
        }
    }

    /// <summary>Whether the session is open and not closing.</summary>
    public bool IsOpen => _state == EngineState.Open;

    /// <summary>The bytes that wait to be sent, or are being sent.</summary>
    public long UnsentBytes
    {
        get
        {
            lock (_gate)
            {
                return _queue.Bytes;
            }
        }
    }

    /// <summary>Opens the session. It does not throw, and the handler is not called before it returns.</summary>
    public void Open()
    {
        lock (_gate)
        {
            ClientMetrics.Connections(1);
            _state = EngineState.Opening;
            if (_transports.Count == 0)
            {
                End("transport error", new ConnectFailure(ConnectErrorKind.Transport, "No transports available. Add one to the options."));
                return;
            }

            var begins = _endpoint.Options.RememberUpgrade && _endpoint.HadWebSocket && _transports.Contains(ClientTransport.WebSocket) ? ClientTransport.WebSocket : _transports[0];
            OpenTransport(begins);
        }
    }

    /// <summary>Queues a packet with its attachments.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="isBounded">Whether it is refused if too much waits already.</param>
    /// <returns>
    /// <see langword="false"/> if the session is closed or closing, or if too much waits already. In that case no part of the packet was
    /// taken.
    /// </returns>
    public bool Send(in OutgoingPacket packet, bool isBounded = true)
    {
        lock (_gate)
        {
            if (_state is not (EngineState.Opening or EngineState.Open) || (isBounded && _queue.Bytes + packet.Size > _endpoint.Options.MaxSendBufferBytes))
            {
                return false;
            }

            _queue.Add(packet);
            Flush();
            return true;
        }
    }

    /// <summary>
    /// Ends the session if the ping of the server is overdue. The timer for that may be late, for example after the machine was asleep. A
    /// packet sent meanwhile would be lost, or, if the session continued, it would overtake packets that are kept for the next session.
    /// </summary>
    /// <returns>Whether it has ended.</returns>
    public bool EndIfOverdue()
    {
        lock (_gate)
        {
            if (_state != EngineState.Open || !_timer.IsOverdue)
            {
                return false;
            }

            EndWithoutPing();
            return true;
        }
    }

    /// <summary>
    /// Closes the session. What waits is sent first, and an upgrade under way is finished. The handler gets "forced close". All of it ends
    /// within the close time-out of the options.
    /// </summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_state is EngineState.Open)
            {
                _state = EngineState.Closing;
                _timer.Arm(_endpoint.Options.CloseTimeout);
                EndIfDone();
            }
            else if (_state is EngineState.Opening)
            {
                End("forced close", new ConnectFailure(ConnectErrorKind.Disconnected, "The client was closed before it was connected."));
            }
        }
    }

    /// <summary>Ends the session at once and without a goodbye, like a broken network. The handler gets "transport close".</summary>
    public void Abort()
    {
        lock (_gate)
        {
            if (_state is EngineState.Opening or EngineState.Open or EngineState.Closing)
            {
                End("transport close", new ConnectFailure(ConnectErrorKind.Disconnected, "The client has dropped the connection."));
            }
            else
            {
                // The session is closed, but may be saying goodbye to a server that does not answer.
                _ = _goodbye?.CancelAsync();
            }
        }
    }

    /// <summary>Waits until the reader of a transport may pass on packets.</summary>
    public ValueTask EnterAsync() => _turn.EnterAsync();

    /// <summary>Lets others call the handler after the reader of a transport.</summary>
    public void Exit() => _turn.Exit();

    /// <summary>Called when a transport has ended, or has received bytes that are not a packet.</summary>
    public void Fail(EngineTransport transport, string reason, ConnectFailure failure, bool sayGoodbye = false)
    {
        lock (_gate)
        {
            if (_state is EngineState.Closed)
            {
                return;
            }

            if (_upgrade.Probe == transport)
            {
                FailUpgrade(failure);
            }
            else if (_transport == transport)
            {
                // If a WebSocket was open and broke, for example because the server restarts, a new one can probably be opened.
                _endpoint.HadWebSocket &= _state != EngineState.Opening && reason != "transport error";
                if (_state == EngineState.Opening && _endpoint.Options.TryAllTransports && _transports.Count > 1)
                {
                    Log.TransportFailed(_logger, transport.Name, failure.Message);
                    _transports.Remove(transport.Kind);
                    _work.Start(transport.StopAsync);
                    OpenTransport(_transports[0]);
                }
                else
                {
                    End(reason, failure, sayGoodbye);
                }
            }
        }
    }

    // The methods below are called under the lock.

    private void OpenTransport(ClientTransport kind)
    {
        _transport = CreateTransport(kind);
        Run(_transport);
    }

    private EngineTransport CreateTransport(ClientTransport kind) => kind == ClientTransport.Polling
        ? new PollingTransport(this, _endpoint)
        : new WebSocketTransport(this, _endpoint);

    private void Run(EngineTransport transport)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        transport.Ended = ended.Task;
        _work.Start(async () =>
        {
            try
            {
                await transport.RunAsync().ConfigureAwait(false);
            }
            finally
            {
                ended.SetResult();
            }
        });
    }

    private void Flush()
    {
        if (!_isWriting && !_upgrade.IsSwitching && !_queue.IsEmpty && _state is EngineState.Open or EngineState.Closing)
        {
            _isWriting = true;
            _writing.Start();
        }
    }

    private void EndIfDone()
    {
        if (_state == EngineState.Closing && _queue.IsEmpty && !_isWriting && !_upgrade.IsSwitching)
        {
            End("forced close", failure: null, sayGoodbye: true);
        }
    }

    private void End(string reason, ConnectFailure? failure, bool sayGoodbye = false)
    {
        // While a POST request runs, the protocol does not allow another one.
        var goodbye = sayGoodbye && !_isWriting ? EngineTimer.Limit(_endpoint.Options.CloseTimeout) : TimeSpan.Zero;
        if (_state == EngineState.Closing)
        {
            goodbye = goodbye < _timer.Left ? goodbye : _timer.Left;
        }

        if (goodbye > TimeSpan.Zero)
        {
            _transport?.ReadToEnd();
            _goodbye = new CancellationTokenSource(goodbye, _endpoint.Options.TimeProvider);
        }

        _state = EngineState.Closed;
        _timer.Dispose();
        var probe = _upgrade.End();
        _queue.Clear();
        _work.Hold(); // until the handler has been called
        _turn.Post(handler =>
        {
            try
            {
                handler.OnClosed(new EngineClosed(reason, failure));
            }
            finally
            {
                _work.Release();
            }
        });
        _work.Start(() => TearDownAsync(_transport, probe, _goodbye));
        _work.Release();
    }

    private void OnFault(Exception exception)
    {
        lock (_gate)
        {
            if (_state != EngineState.Closed)
            {
                End("transport error", new ConnectFailure(ConnectErrorKind.Transport, exception.Message, exception));
            }
        }
    }

    private async Task TearDownAsync(EngineTransport? transport, EngineTransport? probe, CancellationTokenSource? goodbye)
    {
        try
        {
            if (transport is not null && goodbye is not null)
            {
                await SayGoodbyeAsync(transport, goodbye.Token).ConfigureAwait(false);
            }

            await Task.WhenAll(transport?.StopAsync() ?? Task.CompletedTask, probe?.StopAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _goodbye = null;
            }

            goodbye?.Dispose();
            ClientMetrics.Connections(-1);
        }
    }

    private static async Task SayGoodbyeAsync(EngineTransport transport, CancellationToken limit)
    {
        try
        {
            await transport.SayGoodbyeAsync().WaitAsync(limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server does not answer, so the session ends without a goodbye.
        }
    }
}
