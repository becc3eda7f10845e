using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Tests.Handlers;

/// <summary>What filters stand around.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Methods of handler classes are methods of instances.")]
internal sealed class FilteredHandlers(Socket socket)
{
    public string Echo(string text) => text;

    public async Task<IReadOnlyList<string>> Twice(string text, FilterLog log)
    {
        await Task.Yield();
        return log.Stamps.IsEmpty ? [] : [text, text];
    }

    public Task Nothing(string text) => text == "fail" ? throw new InvalidOperationException("it failed") : Task.CompletedTask;

    public ValueTask Own(string text, Acknowledgement ack) => ack.SendAsync(text, socket.Connected);

    public static int? Static(int? number) => number;
}
