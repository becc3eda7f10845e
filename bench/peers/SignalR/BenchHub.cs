using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;

namespace Sockeye.Bench.SignalR;

/// <summary>The contract of the load generator, in the words of SignalR.</summary>
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "A hub's methods are instance methods.")]
internal sealed class BenchHub : Hub
{
    public string Echo(string value) => value;

    public async Task<bool> Join(string room)
    {
        await Groups.AddToGroupAsync(Context.ConnectionId, room);
        return true;
    }

    public async Task<bool> Leave(string room)
    {
        await Groups.RemoveFromGroupAsync(Context.ConnectionId, room);
        return true;
    }

    public Task Say(string room, string payload) => Clients.Group(room).SendAsync("said", payload);

    public bool Collect(string unused)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return true;
    }
}
