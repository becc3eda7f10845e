using Sockeye.Samples.Chat.Cluster;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat.Members;

/// <summary>Gives names to members such that no two in the cluster have the same.</summary>
internal sealed class NameClaims
{
    private const string ClaimEvent = "member:claim";

    private readonly MemberRegistry _members;
    private readonly RoomMemberships _rooms;
    private readonly OtherServers _others;
    private readonly RoomNews _news;

    public NameClaims(MemberRegistry members, RoomMemberships rooms, OtherServers others, RoomNews news)
    {
        _members = members;
        _rooms = rooms;
        _others = others;
        _news = news;
        others.OnAsked<Question, Answer>(ClaimEvent, AnswerAsync);
    }

    /// <summary>
    /// Takes a name for a socket that is about to connect: first here, then the others are asked. Where two servers give one name to two at the same moment,
    /// both hear no.
    /// </summary>
    public async Task<Member> ClaimAsync(string? wanted, string? token)
    {
        var member = _members.Claim(wanted, token, out var isNew);
        if (!isNew)
        {
            return member;
        }

        foreach (var answer in await _others.AskAsync<Answer>(ClaimEvent, new Question(member.Name, token)))
        {
            _members.Detach(member, null, hold: false);
            throw MemberRegistry.InUse(answer.InUseBy);
        }

        return member;
    }

    // Who brings the token comes back over another server: this one lets go.
    private async Task<Answer?> AnswerAsync(Question question)
    {
        if (!_members.TryYield(question.Name, question.Token, out var member))
        {
            return member is null ? null : new Answer(member.Name);
        }

        if (member.Socket is { } socket)
        {
            await _rooms.LeaveAllAsync(socket, "disconnected");
            await ChatNamespace.EndAsync(socket, "replaced", "You went on in another window.");
        }

        _news.TellMembers();
        return null;
    }

    private sealed record Question(string Name, string? Token);

    private sealed record Answer(string InUseBy);
}
