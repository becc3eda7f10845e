namespace Sockeye.Tests.Backends;

/// <summary>
/// What each room backend does, whatever keeps it. One class of tests for each part; the backends derive from them. The tests of a class may share an engine: each has names of its own.
/// </summary>
public abstract class BackendContract : IAsyncLifetime
{
    private readonly List<RoomBackend> _opened = [];

    /// <summary>A namespace that nobody else uses.</summary>
    protected string Namespace { get; } = "/" + Guid.NewGuid().ToString("N");

    /// <summary>The backend of a server.</summary>
    protected RoomBackend Here { get; private set; } = null!;

    /// <summary>That of another one, or the same where there can be only one.</summary>
    protected RoomBackend There { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Here = Add(await OpenAsync(null));
        There = Add(await OpenAsync(Here));
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var backend in _opened.Distinct())
        {
            await backend.DisposeAsync();
        }
    }

    /// <summary>Opens the backend of one more server.</summary>
    /// <param name="first">That of the first one.</param>
    protected abstract Task<RoomBackend> OpenAsync(RoomBackend? first);

    private RoomBackend Add(RoomBackend backend)
    {
        _opened.Add(backend);
        return backend;
    }
}
