using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Sockeye.EventLoops.Listening;

/// <summary>The common settings of an endpoint's connections, from the options of Kestrel's own sockets.</summary>
internal sealed class ConnectionSettings : IDisposable
{
    // There is no public option, only this switch (https://learn.microsoft.com/dotnet/core/compatibility/aspnet-core/8.0/).
    private const string FinOnErrorSwitch = "Microsoft.AspNetCore.Server.Kestrel.FinOnError";

    private readonly MemoryPool<byte>? _ownedPool;

    public ConnectionSettings(SocketTransportOptions options, MemoryPool<byte>? pool, bool isCounted, ILogger logger)
    {
        _ownedPool = pool;
        Pool = pool ?? MemoryPool<byte>.Shared;
        PipeScheduler application = options.UnsafePreferInlineScheduling ? PipeScheduler.Inline : PipeScheduler.ThreadPool;
        long mostRead = options.MaxReadBufferSize ?? 0;
        long mostWritten = options.MaxWriteBufferSize ?? 0;

        // The application does not run on the thread that reads, because others wait for that thread. But it writes to the socket itself: a
        // flush sends at once.
        Input = new PipeOptions(Pool, application, PipeScheduler.Inline, mostRead, mostRead / 2, useSynchronizationContext: false);
        Output = new PipeOptions(Pool, PipeScheduler.Inline, application, mostWritten, mostWritten / 2, useSynchronizationContext: false);
        WaitsForData = options.WaitForDataBeforeAllocatingBuffer;
        NoDelay = options.NoDelay;
        IsCounted = isCounted;
        Logger = logger;
        MostLoops = options.IOQueueCount > 0 ? options.IOQueueCount : int.MaxValue;
        FinOnError = AppContext.TryGetSwitch(FinOnErrorSwitch, out bool isOn) && isOn;
    }

    public MemoryPool<byte> Pool { get; }

    public PipeOptions Input { get; }

    public PipeOptions Output { get; }

    /// <summary>Whether an idle connection has no buffer.</summary>
    public bool WaitsForData { get; }

    public bool NoDelay { get; }

    /// <summary>Whether Kestrel counts the connections, and so has to keep them.</summary>
    public bool IsCounted { get; }

    /// <summary>How many loops handle the connections.</summary>
    public int MostLoops { get; }

    /// <summary>Whether an aborted connection ends with a FIN, like one that ends normally, and not with a reset.</summary>
    public bool FinOnError { get; }

    /// <summary>Whether clients of the endpoint are known to use HTTP without TLS. It never becomes false again.</summary>
    public bool SpeaksHttp { get; set; }

    public ILogger Logger { get; }

    public void Dispose() => _ownedPool?.Dispose();
}
