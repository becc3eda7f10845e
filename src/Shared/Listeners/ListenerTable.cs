using System.Runtime.InteropServices;

namespace Sockeye.Sockets.Listeners;

/// <summary>
/// The listeners of one socket, found by the bytes of the event name, so that no string is created for an incoming event. Most sockets
/// listen to few events, so a walk over the names is faster than hashing. Reads take no lock.
/// </summary>
internal sealed class ListenerTable
{
    private volatile Snapshot _snapshot = Snapshot.Empty;

    public ReadOnlySpan<EventListener> Find(ReadOnlySpan<byte> eventName) => _snapshot.Find(eventName);

    public void Add(string eventName, EventListener listener)
    {
        var name = EventNames.ToUtf8(eventName);
        lock (this)
        {
            var snapshot = _snapshot;
            var index = snapshot.IndexOf(name);
            if (index >= 0)
            {
                _snapshot = snapshot.With(index, [.. snapshot.Find(name), listener]);
            }
            else if (!snapshot.TryAppend(new Entry(name, listener)))
            {
                _snapshot = snapshot.With(new Entry(name, listener));
            }
        }
    }

    /// <summary>Adds the listeners of another table. An empty table, which is the usual case, takes them without a copy.</summary>
    public void Add(ListenerTable other)
    {
        var shared = other.Share();
        lock (this)
        {
            if (_snapshot.IsEmpty)
            {
                _snapshot = shared;
                return;
            }

            foreach (ref readonly var entry in shared.Entries)
            {
                var index = _snapshot.IndexOf(entry.Name);
                _snapshot = index >= 0 ? _snapshot.With(index, [.. _snapshot.Find(entry.Name), .. Entry.ListenersOf(in entry)]) : _snapshot.With(entry);
            }
        }
    }

    /// <summary>Removes all listeners of an event.</summary>
    public void RemoveAll(string eventName) => Remove(eventName, Staying);

    /// <summary>Removes the listener for an event that was last added with a delegate.</summary>
    public void Remove(string eventName, Delegate original) =>
        Remove(eventName, listeners => Without(listeners, Array.FindLastIndex(listeners, listener => listener.Original.Equals(original))));

    public void Remove(string eventName, EventListener listener) =>
        Remove(eventName, listeners => Without(listeners, Array.IndexOf(listeners, listener)));

    /// <summary>Removes all listeners of all events.</summary>
    public void Clear()
    {
        lock (this)
        {
            var kept = Snapshot.Empty;
            foreach (ref readonly var entry in _snapshot.Entries)
            {
                if (Staying([.. Entry.ListenersOf(in entry)]) is { Length: > 0 } staying)
                {
                    kept = kept.With(new Entry(entry.Name, staying));
                }
            }

            _snapshot = kept;
        }
    }

    // Nothing is appended to a full snapshot, so several tables may share it.
    private Snapshot Share()
    {
        lock (this)
        {
            return _snapshot = _snapshot.Full();
        }
    }

    private static EventListener[] Staying(EventListener[] listeners) => Array.FindAll(listeners, static listener => listener.Stays);

    private static EventListener[] Without(EventListener[] listeners, int index) =>
        index < 0 ? listeners : [.. listeners[..index], .. listeners[(index + 1)..]];

    private void Remove(string eventName, Func<EventListener[], EventListener[]> remove)
    {
        var name = EventNames.ToUtf8(eventName);
        lock (this)
        {
            var snapshot = _snapshot;
            var index = snapshot.IndexOf(name);
            if (index >= 0)
            {
                _snapshot = snapshot.With(index, remove([.. snapshot.Find(name)]));
            }
        }
    }

    // Usually an event has one listener, which needs no array.
    private readonly struct Entry
    {
        private readonly EventListener? _single;
        private readonly EventListener[]? _several;

        public Entry(byte[] name, EventListener listener)
        {
            Name = name;
            _single = listener;
        }

        public Entry(byte[] name, EventListener[] listeners)
        {
            Name = name;
            _several = listeners;
        }

        public byte[] Name { get; }

        public static ReadOnlySpan<EventListener> ListenersOf(ref readonly Entry entry) =>
            entry._several ?? MemoryMarshal.CreateReadOnlySpan(in entry._single!, 1);
    }

    // What a reader sees never changes. Entries are appended behind it.
    private sealed class Snapshot(Entry[] entries, int count)
    {
        public static readonly Snapshot Empty = new([], 0);

        private const int ScanLimit = 12;
        private const int FirstCapacity = 4;

        private readonly Dictionary<byte[], int>? _indexes = count > ScanLimit ? CreateIndexes(entries, count) : null;
        private int _count = count;

        public bool IsEmpty => _count == 0;

        public ReadOnlySpan<Entry> Entries => entries.AsSpan(0, _count);

        public Snapshot Full() => _count == entries.Length ? this : new Snapshot(entries[.._count], _count);

        public ReadOnlySpan<EventListener> Find(ReadOnlySpan<byte> eventName)
        {
            var index = IndexOf(eventName);
            return index < 0 ? default : Entry.ListenersOf(in entries[index]);
        }

        public int IndexOf(ReadOnlySpan<byte> eventName)
        {
            if (_indexes is not null)
            {
                return _indexes.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(eventName, out var found) ? found : -1;
            }

            var count = Volatile.Read(ref _count);
            for (var i = 0; i < count; i++)
            {
                if (eventName.SequenceEqual(entries[i].Name))
                {
                    return i;
                }
            }

            return -1;
        }

        public bool TryAppend(Entry entry)
        {
            if (_count == entries.Length || _count >= ScanLimit)
            {
                return false;
            }

            entries[_count] = entry;
            Volatile.Write(ref _count, _count + 1);
            return true;
        }

        public Snapshot With(Entry entry)
        {
            var grown = new Entry[Math.Max(FirstCapacity, _count + (_count / 2) + 1)];
            entries.AsSpan(0, _count).CopyTo(grown);
            grown[_count] = entry;
            return new Snapshot(grown, _count + 1);
        }

        public Snapshot With(int index, EventListener[] listeners)
        {
            Entry[] changed = entries[.._count];
            if (listeners.Length == 0)
            {
                changed = [.. changed[..index], .. changed[(index + 1)..]];
            }
            else
            {
                changed[index] = listeners.Length == 1 ? new Entry(changed[index].Name, listeners[0]) : new Entry(changed[index].Name, listeners);
            }

            return new Snapshot(changed, changed.Length);
        }

        private static Dictionary<byte[], int> CreateIndexes(Entry[] entries, int count)
        {
            var indexes = new Dictionary<byte[], int>(count, Utf8NameComparer.Instance);
            for (var i = 0; i < count; i++)
            {
                indexes.Add(entries[i].Name, i);
            }

            return indexes;
        }
    }
}
