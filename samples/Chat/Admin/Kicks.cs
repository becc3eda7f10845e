using Sockeye.Samples.Chat.Cluster;
using Sockeye.Samples.Chat.Members;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat.Admin;

/// <summary>Takes members out of a room or out of the chat, on whichever server they are.</summary>
internal sealed class Kicks
{
    private const string KickEvent = "member:kick";

    private readonly MemberRegistry _members;
    private readonly RoomRegistry _rooms;
    private readonly RoomMemberships _memberships;
    private readonly OtherServers _others;

    public Kicks(MemberRegistry members, RoomRegistry rooms, RoomMemberships memberships, OtherServers others)
    {
        _members = members;
        _rooms = rooms;
        _memberships = memberships;
        _others = others;
        others.OnAsked<Question, Answer>(KickEvent, AnswerAsync);
    }

    /// <summary>Takes a member out of a room, or without one out of the chat.</summary>
    /// <returns>The member's name, as it is written.</returns>
    public async Task<string> KickAsync(string? name, string? roomName)
    {
        if (_members.Find(name) is { } member)
        {
            await KickAsync(member, roomName);
            return member.Name;
        }

        var answers = await _others.AskAsync<Answer>(KickEvent, new Question(name, roomName));
        return answers switch
        {
            [] => throw MemberRegistry.NotHere(name),
            [{ Error: { } error, Code: { } code }, ..] => throw new Refusal(error, code),
            [var answer, ..] => answer.Name,
        };
    }

    private async Task KickAsync(Member member, string? roomName)
    {
        if (roomName is null)
        {
            var socket = _members.Remove(member);
            await _memberships.LeaveAllAsync(socket, "kicked");
            await ChatNamespace.EndAsync(socket, "kicked", "An administrator removed you from the chat.");
        }
        else if (member.Socket is { } socket)
        {
            await _memberships.KickAsync(socket, _rooms.Get(roomName));
        }
    }

    private async Task<Answer?> AnswerAsync(Question question)
    {
        if (_members.Find(question.Name) is not { } member)
        {
            return null;
        }

        try
        {
            await KickAsync(member, question.Room);
            return new Answer(member.Name, null, null);
        }
        catch (Refusal refusal)
        {
            return new Answer(member.Name, refusal.Message, refusal.Code);
        }
    }

    private sealed record Question(string? Name, string? Room);

    private sealed record Answer(string Name, string? Error, string? Code);
}
