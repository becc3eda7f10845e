using System.Text.Json;

namespace Sockeye.Simulation;

/// <summary>The messages of a room, as a client knows them that does what the documentation says. What cannot be is a finding.</summary>
internal sealed class HistoryView
{
    private readonly SortedDictionary<string, string> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _lastOfServer = new(StringComparer.Ordinal);
    private readonly HashSet<string> _live = [];
    private readonly HashSet<string> _withPosition = [];
    private readonly HashSet<string> _withoutPosition = [];

    /// <summary>By offset.</summary>
    public IReadOnlyDictionary<string, string> Messages => _messages;

    /// <summary>The texts of what came live, with or without an offset.</summary>
    public IReadOnlySet<string> Live => _live;

    /// <summary>When the client was told that it is in the room.</summary>
    public long Since { get; set; }

    /// <summary>text, server, offset?, position?</summary>
    /// <param name="packet">The event.</param>
    /// <param name="hasPosition">Whether the last argument is the position by which missed events are known.</param>
    /// <param name="mayRepeat">Whether the same may come with a position and without: the log was too slow to give it one.</param>
    public void OnMessage(JsonElement packet, bool hasPosition, bool mayRepeat)
    {
        var (text, server) = (packet[1].GetString()!, packet[2].GetString()!);
        if (!_live.Add(text))
        {
            Expect(mayRepeat && (hasPosition ? _withoutPosition : _withPosition).Remove(text), $"{text} came twice");
            return;
        }

        (hasPosition ? _withPosition : _withoutPosition).Add(text);

        if (packet.GetArrayLength() < (hasPosition ? 5 : 4))
        {
            return;
        }

        var offset = packet[3].GetString()!;
        Expect(!_lastOfServer.TryGetValue(server, out var last) || string.CompareOrdinal(last, offset) < 0, $"{text} of {server} has offset {offset}, behind one with {last}");
        _lastOfServer[server] = offset;
        Put(offset, text);
    }

    /// <summary>{ room, messages, ... }</summary>
    public void OnPage(JsonElement page)
    {
        foreach (var message in page.GetProperty("messages").EnumerateArray())
        {
            Put(message.GetProperty("offset").GetString()!, message.GetProperty("args")[0].GetString()!);
        }
    }

    private void Put(string offset, string text)
    {
        Expect(!_messages.TryGetValue(offset, out var known) || known == text, $"{offset} is {known}, and then {text}");
        _messages[offset] = text;
    }

    private static void Expect(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new FindingException("impossible-history", otherwise);
        }
    }
}
