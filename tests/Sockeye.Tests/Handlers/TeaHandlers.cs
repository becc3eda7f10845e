using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Handlers;

/// <summary>A class with one method of each kind.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Methods of handler classes are methods of instances.")]
internal sealed class TeaHandlers(Socket socket, Kettle kettle, [FromKeyedServices("green")] Kettle green) : IAsyncDisposable
{
    public int Sum(int first, int second) => first + second;

    public async Task<string> BrewAsync(string name, int? minutes)
    {
        await Task.Yield();
        return $"{name} {minutes}";
    }

    public ValueTask<string> Greet(string name = "nobody", bool loud = false) => ValueTask.FromResult(loud ? name.ToUpperInvariant() : name);

    public void Pour(string cup) => kettle.Poured.Enqueue(cup);

    public async Task PourLater(string cup)
    {
        await Task.Yield();
        kettle.Poured.Enqueue(cup);
    }

    [Event("join room")]
    public async Task<string[]> Join(string room, CancellationToken disconnected)
    {
        await socket.JoinAsync(room);
        return disconnected.IsCancellationRequested ? [] : [.. socket.Rooms.Order()];
    }

    public string Rest(string first, params int[] rest) => $"{first} {string.Join('+', rest)}";

    public bool Who(Socket sender, IncomingEvent e) => sender == socket && e.Name == "who" && e.Arguments.Get<int>(0) == 7;

    public ValueTask Own(int number, Acknowledgement ack) => ack.SendAsync("own", number);

    public bool Injected(Leaf leaf, Kettle another, [FromServices] Kettle third, [FromKeyedServices("green")] Kettle fourth, IServiceProvider services) =>
        leaf.Name == "oolong" && ReferenceEquals(kettle, another) && ReferenceEquals(kettle, third) && ReferenceEquals(green, fourth)
        && ReferenceEquals(services.GetService<Kettle>(), kettle) && !ReferenceEquals(kettle, green);

    public void Fail() => throw new InvalidOperationException("secret of the kettle");

    public async Task Refuse()
    {
        await Task.Yield();
        throw new EventRefusedException("no tea", new { code = "E_TEA" });
    }

    public static string Shout(string text) => text.ToUpperInvariant();

    [NonEvent]
    public void Hidden() => kettle.Poured.Enqueue("hidden");

    public Task OnConnectedAsync(Kettle another) => another.Log($"connected {socket.Id}");

    public Task OnDisconnectedAsync(DisconnectReason reason) => kettle.Log($"disconnected {socket.Id} {reason.Name}");

    public ValueTask DisposeAsync()
    {
        kettle.Instances.Enqueue(kettle.IsDisposed ? "too late" : "disposed");
        return default;
    }
}
