extern alias Rooms;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Sockeye.Testing;

namespace Sockeye.Samples.Tests;

/// <summary><c>samples/Rooms</c>: records, presence and history.</summary>
public sealed class RoomsTests : IAsyncDisposable
{
    private readonly WebApplicationFactory<Rooms::Program> _rooms = new();

    [Fact]
    public async Task Say_IsHeardInTheRoom_AndReadByThoseWhoComeLater()
    {
        var (said, joined) = (new Inbox<Message>(), new Inbox<string?>());
        await using var ann = await ConnectAsync("ann");
        ann.Of().On<Message>("message", said.Add);
        ann.Of().On<JsonElement>("presence:joined", change =>
        {
            foreach (var member in change.GetProperty("members").EnumerateArray())
            {
                joined.Add(member.GetProperty("info").GetProperty("name").GetString());
            }
        });
        await ann.Of().EmitWithAckAsync<JsonElement>("create", "Tea").Within();
        await ann.Of().EmitWithAckAsync<JsonElement>("join", "TEA").Within();

        await ann.Of().EmitWithAckAsync<JsonElement>("say", "TEA", "first").Within();

        Assert.Equal(new Message("TEA", "ann", "first"), await said.NextAsync());
        await using var bob = await ConnectAsync("bob");
        await bob.Of().EmitWithAckAsync<JsonElement>("join", "TEA").Within();
        var history = await bob.Of().EmitWithAckAsync<JsonElement>("history:read", "TEA", new { }).Within();
        Assert.Equal("first", history.GetProperty("messages")[0].GetProperty("args")[0].GetProperty("text").GetString());
        string? name;
        do
        {
            name = await joined.NextAsync();   // ann may hear of herself first
        }
        while (name == "ann");

        Assert.Equal("bob", name);
    }

    [Theory]
    [InlineData("E_NOT_FOUND", "join", "COFFEE")]
    [InlineData("E_NOT_IN_ROOM", "say", "COFFEE", "hello")]
    [InlineData("E_INVALID", "create", " ")]
    public async Task Request_ThatMakesNoSense_IsRefused(string code, string request, params object[] args)
    {
        await using var ann = await ConnectAsync("ann");

        var answer = await ann.Of().EmitWithAckAsync(request, args).Within();
        var refused = Assert.Throws<AnswerErrorException>(() => answer.GetRequiredAnswer<JsonElement>());

        Assert.Equal(code, refused.ErrorData!.Value.GetProperty("code").GetString());
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    private async Task<SocketIOClient> ConnectAsync(string name)
    {
        var client = _rooms.CreateSocketIOClient("/rooms");
        client.Of().Auth = new { name };
        await client.Of().ConnectAsync().Within();
        return client;
    }

    private sealed record Message(string Room, string From, string Text);
}
