using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Sockeye.Bench.Kestrel;

/// <summary>Who is where.</summary>
internal sealed class RoomTable
{
    private readonly ConcurrentDictionary<string, List<Connection>> _rooms = new();

    public void Join(string room, Connection member)
    {
        List<Connection> members = _rooms.GetOrAdd(room, static _ => []);
        lock (members)
        {
            members.Add(member);
        }
    }

    public void Leave(string room, Connection member)
    {
        List<Connection> members = _rooms.GetOrAdd(room, static _ => []);
        lock (members)
        {
            members.Remove(member);
        }
    }

    public void Say(string room, Frame frame)
    {
        List<Connection> members = _rooms.GetOrAdd(room, static _ => []);
        lock (members)
        {
            foreach (Connection member in CollectionsMarshal.AsSpan(members))
            {
                member.Send(frame);
            }
        }
    }
}
