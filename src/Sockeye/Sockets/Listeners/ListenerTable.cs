using System.Text;

namespace Sockeye.Sockets.Listeners;

/// <summary>
/// The listeners of one socket, found by the bytes of the event's name, so that no string is made for an event that comes in.
/// Most sockets listen to a few events: a walk over their names is faster than hashing. Reads take no lock.
/// </summary>
internal sealed class ListenerTable
{
    private const int ScanLimit = 12;

    private readonly Lock _gate = new();
    private volatile Snapshot _snapshot = Snapshot.Empty;

    public ReadOnlySpan<EventListener> Find(ReadOnlySpan<byte> eventName) => _snapshot.Find(eventName);

    public void Add(string eventName, EventListener listener)
    {
        lock (_gate)
        {
            var entries = _snapshot.Entries;
            var index = Array.FindIndex(entries, entry => entry.Name == eventName);
            Entry[] changed;
            if (index < 0)
            {
                changed = [.. entries, new Entry(eventName, EventNames.ToUtf8(eventName), [listener])];
            }
            else
            {
                changed = [.. entries];
                changed[index] = changed[index] with { Listeners = [.. changed[index].Listeners, listener] };
            }

            _snapshot = new Snapshot(changed);
        }
    }

    /// <summary>Removes the listeners of an event, or the one that was added with the given delegate.</summary>
    public bool Remove(string eventName, Delegate? original)
    {
        lock (_gate)
        {
            var entries = _snapshot.Entries;
            var index = Array.FindIndex(entries, entry => entry.Name == eventName);
            if (index < 0)
            {
                return false;
            }

            EventListener[] left = original is null ? [] : Without(entries[index].Listeners, original);
            if (left.Length == entries[index].Listeners.Length)
            {
                return false;
            }

            if (left.Length == 0)
            {
                _snapshot = new Snapshot([.. entries[..index], .. entries[(index + 1)..]]);
            }
            else
            {
                Entry[] changed = [.. entries];
                changed[index] = changed[index] with { Listeners = left };
                _snapshot = new Snapshot(changed);
            }

            return true;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _snapshot = Snapshot.Empty;
        }
    }

    private static EventListener[] Without(EventListener[] listeners, Delegate original)
    {
        var index = Array.FindLastIndex(listeners, listener => listener.Original.Equals(original));
        return index < 0 ? listeners : [.. listeners[..index], .. listeners[(index + 1)..]];
    }

    private readonly record struct Entry(string Name, byte[] NameUtf8, EventListener[] Listeners);

    private sealed class Snapshot
    {
        public static readonly Snapshot Empty = new([]);

        private readonly Dictionary<string, EventListener[]>? _byName;

        public Snapshot(Entry[] entries)
        {
            Entries = entries;
            if (entries.Length > ScanLimit)
            {
                _byName = entries.ToDictionary(entry => entry.Name, entry => entry.Listeners, StringComparer.Ordinal);
            }
        }

        public Entry[] Entries { get; }

        public ReadOnlySpan<EventListener> Find(ReadOnlySpan<byte> eventName)
        {
            if (_byName is not null)
            {
                return FindByName(eventName);
            }

            foreach (ref readonly var entry in Entries.AsSpan())
            {
                if (eventName.SequenceEqual(entry.NameUtf8))
                {
                    return entry.Listeners;
                }
            }

            return default;
        }

        private ReadOnlySpan<EventListener> FindByName(ReadOnlySpan<byte> eventName)
        {
            if (eventName.Length > 256)
            {
                return _byName!.TryGetValue(Encoding.UTF8.GetString(eventName), out var rare) ? rare : default;
            }

            Span<char> name = stackalloc char[256];
            name = name[..Encoding.UTF8.GetChars(eventName, name)];
            return _byName!.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var listeners) ? listeners : default;
        }
    }
}
