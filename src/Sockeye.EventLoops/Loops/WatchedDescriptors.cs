namespace Sockeye.EventLoops;

/// <summary>The objects that the loops watch, by descriptor.</summary>
internal static class WatchedDescriptors
{
    private const int FirstCapacity = 256;

    private static readonly Lock _gate = new();
    private static ILoopEvents?[] _watched = new ILoopEvents?[FirstCapacity];
    private static uint _lastVersion;

    /// <summary>A version that no other object has had recently.</summary>
    public static uint NextVersion() => Interlocked.Increment(ref _lastVersion);

    /// <summary>Call it before the loop watches the descriptor, because its first event may come at once.</summary>
    public static void Add(int descriptor, ILoopEvents watched)
    {
        lock (_gate)
        {
            if (descriptor >= _watched.Length)
            {
                var larger = new ILoopEvents?[Math.Max(_watched.Length * 2, descriptor + 1)];
                _watched.CopyTo(larger, 0);
                Volatile.Write(ref _watched, larger);
            }

            Volatile.Write(ref _watched[descriptor], watched);
        }
    }

    /// <summary>Call it before the descriptor is closed, because its next owner may add itself at once.</summary>
    public static void Remove(int descriptor, ILoopEvents watched)
    {
        lock (_gate)
        {
            if (_watched[descriptor] == watched)
            {
                _watched[descriptor] = null;
            }
        }
    }

    /// <summary>Finds the object of a descriptor, if it is still the one that the event was meant for.</summary>
    public static ILoopEvents? Find(int descriptor, uint version)
    {
        ILoopEvents?[] watched = Volatile.Read(ref _watched);
        return descriptor < watched.Length && Volatile.Read(ref watched[descriptor]) is { } found && found.Version == version ? found : null;
    }
}
