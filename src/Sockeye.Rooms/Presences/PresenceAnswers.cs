using Sockeye.Replication;
using Sockeye.RoomMessages;

namespace Sockeye.Presences;

/// <summary>
/// Answers processes that are not servers and ask who is in a room. Answers are sent one part at a time, and the process asks for the next
/// part itself, so nothing is kept for it. If a question is not answered, the process asks again.
/// </summary>
internal sealed class PresenceAnswers(Presence presence, Namespace ns, PresenceFormat format)
{
    // The maximum number of answers on their way at the same time.
    private const int MaxAnswers = 32;
    private const int MaxMembers = 500;
    private const int MaxBytes = 256 * 1024;

    private readonly string _topic = RoomEnvelope.TopicOf(PresenceQuestion.Matter, ns.Name);
    private int _answers;

    /// <summary>Handles a question of a process.</summary>
    /// <param name="from">The id of the process.</param>
    /// <param name="bytes">The question.</param>
    /// <param name="isWhole">Whether this server knows everything that the others have reported.</param>
    public void OnQuestion(string from, ReadOnlyMemory<byte> bytes, bool isWhole)
    {
        if (PresenceQuestion.Read(bytes) is not { } question)
        {
            ns.Server.Metrics.ClusterMessageSkipped(ns, "malformed");
        }
        else if (Interlocked.Increment(ref _answers) > MaxAnswers)
        {
            Interlocked.Decrement(ref _answers);
        }
        else
        {
            _ = AnswerAsync(from, question, isWhole);
        }
    }

    private async Task AnswerAsync(string to, PresenceQuestion question, bool isWhole)
    {
        try
        {
            // An incomplete answer is of no use. In that case the answer only says that a server is there.
            var (members, count, next) = isWhole ? Read(question) : ([], 0, null);
            await ns.Server.RoomCluster.SendAsync(_topic, PresenceJson.Answer(question, isWhole, members, count, next).Span, to);
        }
        catch (ClusterPublishException)
        {
            ns.Server.Metrics.ClusterMessageUnpublished(ns);
        }
        catch (Exception exception)
        {
            ns.ReportFailure("presence", exception);
        }
        finally
        {
            Interlocked.Decrement(ref _answers);
        }
    }

    private (MemberState[] Members, int Count, string? Next) Read(PresenceQuestion question)
    {
        if (question.Member is { } id)
        {
            return (presence.FindState(question.Room, id) is { } member ? [member] : [], presence.Count(question.Room), null);
        }

        if (question.Limit == 0)
        {
            return ([], presence.Count(question.Room), null);
        }

        var (members, count, next) = presence.PageOf(question.Room, question.After, Math.Min(question.Limit, MaxMembers));
        var (taken, bytes) = (0, 0);
        while (taken < members.Length && bytes < MaxBytes)
        {
            var member = members[taken++];
            bytes += format.SizeOf(new TopicOp<(string, string), MemberState>((question.Room, member.Id), member, true));
        }

        return taken < members.Length ? (members[..taken], count, members[taken - 1].Id) : (members, count, next);
    }
}
