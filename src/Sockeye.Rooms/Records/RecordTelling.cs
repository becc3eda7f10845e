namespace Sockeye.Records;

/// <summary>Sends the events of a window to sockets: those of one name together, in packets of a bounded size, each encoded once for all.</summary>
internal static class RecordTelling
{
    public static void Send(IReadOnlyList<Socket> sockets, IEnumerable<(string EventName, byte[] Json)?> events, int maxPage)
    {
        var ns = sockets[0].Namespace;
        foreach (var kind in events.OfType<(string EventName, byte[] Json)>().GroupBy(static told => told.EventName, static told => told.Json))
        {
            byte[][] records = [.. kind];
            for (var start = 0; start < records.Length;)
            {
                var count = ClientRecord.CountOfPacket(records, start, maxPage);
                var packet = EventPacket.Create(ns, kind.Key, ClientRecord.ToArguments(ns, records.Skip(start).Take(count)));
                foreach (var socket in sockets)
                {
                    socket.Send(packet);
                }

                start += count;
            }
        }
    }
}
