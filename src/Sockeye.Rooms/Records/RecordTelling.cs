namespace Sockeye.Records;

/// <summary>
/// Sends the events of a window to sockets. Events of one name are sent together, in packets of limited size, each encoded once for all
/// recipients.
/// </summary>
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
