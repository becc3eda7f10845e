using System.Diagnostics;

namespace Sockeye.Bench.Server;

/// <summary>Events for the benchmark of clients.</summary>
internal static class Pouring
{
    private const int Burst = 100;
    private const int Window = 1000;

    /// <summary>As fast as the client takes them: at most two windows are on their way.</summary>
    public static async Task PourAsync(Socket socket, int count)
    {
        Task earlier = Task.CompletedTask;
        for (int next = 0; next < count;)
        {
            for (int end = Math.Min(next + Window, count); next < end; next++)
            {
                await socket.EmitAsync("quote", Quote.Of(next));
                if (next % Burst == Burst - 1)
                {
                    await Task.Yield();
                }
            }

            Task taken = socket.EmitWithAckAsync("taken");
            await earlier;
            earlier = taken;
        }

        await earlier;
    }

    /// <summary>One event at a time, by the clock.</summary>
    public static async Task PaceAsync(Socket socket, int count, int rate)
    {
        long start = Stopwatch.GetTimestamp();
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (int next = 0; next < count && await turns.WaitForNextTickAsync();)
        {
            int due = Math.Min(count, (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate));
            for (; next < due; next++)
            {
                await socket.EmitAsync("quote", Quote.Of(next));
            }
        }
    }
}
