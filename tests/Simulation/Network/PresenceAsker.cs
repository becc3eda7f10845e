using System.Text.Json;
using Sockeye.RoomMessages;

namespace Sockeye.Simulation;

/// <summary>A process that is no server, and asks all servers who is in rooms.</summary>
internal sealed class PresenceAsker(RoomNetwork network)
{
    public const string Id = "asker";

    private readonly List<string> _asked = [];
    private readonly Dictionary<(string Server, string Room), string> _answers = [];

    public void Ask(string room)
    {
        _asked.Add(room);
        var question = new PresenceQuestion(_asked.Count - 1, room, After: null, Member: null, Limit: int.MaxValue);
        network.Ask(RoomEnvelope.Write(isQuestion: true, Id, RoomEnvelope.TopicOf(PresenceQuestion.Matter, Application.Path), question.Write()));
    }

    public void Receive(byte[] message)
    {
        var (_, server, _, payload) = RoomEnvelope.Read(message)!.Value;
        using var document = JsonDocument.Parse(payload);
        var answer = document.RootElement;
        _answers[(server, _asked[answer.GetProperty("id").GetInt32()])] = answer.GetProperty("whole").GetBoolean()
            ? string.Join(' ', answer.GetProperty("members").EnumerateArray().Select(static member => member.GetProperty("id").GetString()))
            : "what is not whole";
    }

    /// <summary>The members that a server has answered with.</summary>
    public string AnswerOf(string server, string room) => _answers.GetValueOrDefault((server, room), "nothing");
}
