using System.Runtime.CompilerServices;

namespace Sockeye.Requests;

/// <summary>
/// Limits the requests of one socket: the requests of one second may come at once, further ones wait. So a client that asks for many rooms
/// when it connects is served, and one that floods delays only itself. A request that would wait too long is refused.
/// </summary>
/// <remarks>
/// It keeps the time at which all requests so far are paid for. Each request moves that time by its share of a second. A request waits for
/// the amount by which that time is ahead of now, less one second. Waiting requests keep their order, because each gets a later time than
/// the previous one.
/// </remarks>
internal sealed class RequestBudget(int perSecond, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly ConditionalWeakTable<Socket, RequestBudget> Budgets = [];

    private readonly Lock _gate = new();
    private long _paid = long.MinValue;

    public static RequestBudget Of(Socket socket) => Budgets.GetValue(
        socket, static socket => new RequestBudget(socket.Namespace.Server.RoomOptions.MaxRequestsPerSecond, socket.Namespace.Server.Time));

    /// <summary>Counts a request.</summary>
    /// <returns>How long it has to wait; zero if it need not wait.</returns>
    /// <exception cref="EventRefusedException">It would have to wait too long.</exception>
    public TimeSpan Take()
    {
        if (perSecond == int.MaxValue)
        {
            return TimeSpan.Zero;
        }

        var now = time.GetTimestamp();
        var second = time.TimestampFrequency;
        lock (_gate)
        {
            var paid = Math.Max(_paid, now) + Math.Max(1, second / perSecond);
            var wait = TimeSpan.FromSeconds((double)(paid - now - second) / second);
            if (wait > LongestWait)
            {
                throw RoomRefusal.Busy("there are too many requests");
            }

            _paid = paid;
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }
}
