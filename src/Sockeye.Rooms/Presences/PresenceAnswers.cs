using Sockeye.Replication;
using Sockeye.RoomMessages;

namespace Sockeye.Presences;

/// <summary>
/// Answers processes that are no servers, and ask who is in a room. They are sent one part at a time and ask for the next one themselves: nothing is kept of them. A question that was not answered
/// is asked again.
/// </summary>
internal sealed class PresenceAnswers(Presence presence, Namespace ns, PresenceFormat format)
{
    // Answers that are on their way at a time.
    private const int MaxAnswers = 32;
    private const int MaxMembers = 500;
    private const int MaxBytes = 256 * 1024;

    private readonly string _topic = RoomEnvelope.TopicOf(PresenceQuestion.Matter, ns.Name);
    private int _answers;

    /// <summary>A process asks.</summary>
    /// <param name="from">Its id.</param>
    /// <param name="bytes">What it asks.</param>
    /// <param name="isWhole">Whether this server knows all that the others have told.</param>
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
            // Of no use if it is not whole: then it is only said that somebody is there.
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
