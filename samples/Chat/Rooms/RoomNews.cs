using Sockeye.Samples.Chat.Cluster;

namespace Sockeye.Samples.Chat.Rooms;

/// <summary>Tells everybody about the list of rooms and its counts: changes of a moment go out together.</summary>
internal sealed class RoomNews : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    private readonly Namespace _chat;
    private readonly RoomRegistry _rooms;
    private readonly OtherServers _others;
    private readonly Coalescer _coalescer;
    private readonly HashSet<string> _changed = [];
    private readonly SemaphoreSlim _sending = new(1, 1);

    public RoomNews(SocketIOServer io, RoomRegistry rooms, OtherServers others, TimeProvider time, ILogger<RoomNews> logger)
    {
        _chat = io.Of(ChatNamespace.Name);
        _rooms = rooms;
        _others = others;
        _coalescer = new Coalescer(SendChangesAsync, Delay, time, logger);
        _chat.Adapter.RoomJoined += (key, _) => OnMembership(key);
        _chat.Adapter.RoomLeft += (key, _) => OnMembership(key);
        others.Changed += OnChangeElsewhere;
    }

    /// <summary>A room is new, has gone, or has other members; or somebody came or went.</summary>
    public event Action? Changed;

    public void Tell(string name)
    {
        TellHere(name);
        _others.Notify();
    }

    /// <summary>Tells of what has happened on another server: that one tells the rest.</summary>
    public void TellHere(string name)
    {
        lock (_changed)
        {
            _changed.Add(name);
        }

        _coalescer.Request();
        Changed?.Invoke();
    }

    /// <summary>Somebody came or went: the list of rooms is the same, but administrators see it.</summary>
    public void TellMembers()
    {
        Changed?.Invoke();
        _others.Notify();
    }

    /// <summary>Sends the whole list to one socket. Changes of the same moment are not overtaken by it.</summary>
    public async Task SendAllAsync(Socket socket)
    {
        await _sending.WaitAsync();
        try
        {
            await socket.EmitAsync("rooms", _rooms.All.Select(room => View(room.Name)));
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose()
    {
        _coalescer.Dispose();
        _sending.Dispose();
    }

    private void OnMembership(string key)
    {
        if (key.StartsWith(ChatRoom.Prefix, StringComparison.Ordinal))
        {
            Tell(key[ChatRoom.Prefix.Length..]);
        }
    }

    private void OnChangeElsewhere(IReadOnlyCollection<string> names)
    {
        foreach (var name in names)
        {
            _rooms.Adopt(name);
            TellHere(name);
        }

        Changed?.Invoke();
    }

    private async Task SendChangesAsync()
    {
        await _sending.WaitAsync();
        try
        {
            string[] names;
            lock (_changed)
            {
                names = [.. _changed];
                _changed.Clear();
            }

            var known = _rooms.All.Select(room => room.Name).ToHashSet();
            var changed = names.Where(known.Contains).Select(View);
            var removed = names.Where(name => !known.Contains(name));
            await _chat.Local.EmitAsync("rooms:changed", new { changed, removed });
        }
        finally
        {
            _sending.Release();
        }
    }

    private RoomView View(string name) => new(name, _chat.Adapter.Rooms.MemberCount(ChatRoom.Prefix + name) + _others.Members.In(name).Count);
}
