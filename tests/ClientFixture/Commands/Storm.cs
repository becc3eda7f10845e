using System.Diagnostics;
using System.Text.Json;
using Sockeye.Client;

namespace Sockeye.ClientFixture.Commands;

/// <summary>Many threads that emit acknowledged events at the same time, each with a number of its own.</summary>
internal static class Storm
{
    public static async Task<Action<Utf8JsonWriter>> RunAsync(ClientSocket socket, Command command)
    {
        var eventName = command.Text("event");
        var each = command.Number("each") ?? 1;
        var emitter = socket.Timeout(command.Milliseconds("timeout") ?? TimeSpan.FromSeconds(30));
        int answered = 0, wrong = 0, lost = 0;
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, command.Number("tasks") ?? 1).Select(task => Task.Run(async () =>
        {
            for (var number = (long)task * each; number < (task + 1L) * each; number++)
            {
                try
                {
                    var answer = await emitter.EmitWithAckAsync<long>(eventName, number).ConfigureAwait(false);
                    Interlocked.Increment(ref answered);
                    if (answer != number)
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }
                catch (Exception exception) when (exception is TimeoutException or SocketDisconnectedException or IOException)
                {
                    Interlocked.Increment(ref lost);
                }
            }
        }))).ConfigureAwait(false);
        var milliseconds = (long)Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        return json =>
        {
            json.WriteStartObject();
            json.WriteNumber("answered"u8, answered);
            json.WriteNumber("wrong"u8, wrong);
            json.WriteNumber("lost"u8, lost);
            json.WriteNumber("ms"u8, milliseconds);
            json.WriteEndObject();
        };
    }
}
