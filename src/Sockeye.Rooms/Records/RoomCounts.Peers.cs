namespace Sockeye.Records;

internal sealed partial class RoomCounts
{
    private List<string>? Apply(string from, CountMessage message)
    {
        lock (_gate)
        {
            var peer = PeerOf(from);
            if (message.At == peer.At + 1)
            {
                peer.At++;
                SetElsewhere(peer, message.Rooms);
                return [.. message.Rooms.Select(static room => room.Key)];
            }

            if (message.At <= peer.At)
            {
                return null;
            }
        }

        Ask(from);
        return null;
    }

    private List<string>? Replace(string from, CountMessage message)
    {
        lock (_gate)
        {
            var peer = PeerOf(from);
            if (message.At < peer.At)
            {
                return null;
            }

            _asked.Remove(from);
            peer.At = message.At;
            List<string> changed = [.. peer.Rooms.Keys];
            SetElsewhere(peer, changed.Select(static room => KeyValuePair.Create(room, 0)));
            SetElsewhere(peer, message.Rooms);
            changed.AddRange(message.Rooms.Select(static room => room.Key));
            return changed;
        }
    }

    private CountPeer PeerOf(string server)
    {
        if (!_peers.TryGetValue(server, out var peer))
        {
            _peers.Add(server, peer = new CountPeer());
        }

        return peer;
    }

    private void SetElsewhere(CountPeer peer, IEnumerable<KeyValuePair<string, int>> rooms)
    {
        foreach (var (room, count) in rooms)
        {
            var before = peer.Rooms.GetValueOrDefault(room);
            if (before > 0 || peer.Rooms.Count < CountPeer.MaxRooms)
            {
                Set(peer.Rooms, room, count);
                Set(_elsewhere, room, _elsewhere.GetValueOrDefault(room) - before + count);
            }
        }
    }
}
