namespace Sockeye.Samples.Chat;

/// <summary>
/// Every event that asks for something is answered: <c>{ ok: true, … }</c>, or <c>{ error, code }</c> where its handler throws a
/// <see cref="Refusal"/>.
/// </summary>
internal static class Answers
{
    private static readonly object Failed = new { error = "Something went wrong on the server.", code = "failed" };

    /// <summary>What an event is answered with that has nothing else to tell.</summary>
    public static object Ok { get; } = new { ok = true };

    public static Socket OnRequest<T1>(this Socket socket, string eventName, Func<T1, ValueTask<object>> handler) =>
        socket.On<T1>(eventName, (arg1, answer) => Answer(answer, () => handler(arg1)));

    public static Socket OnRequest<T1, T2>(this Socket socket, string eventName, Func<T1, T2, ValueTask<object>> handler) =>
        socket.On<T1, T2>(eventName, (arg1, arg2, answer) => Answer(answer, () => handler(arg1, arg2)));

    private static async Task Answer(Acknowledgement answer, Func<ValueTask<object>> handler)
    {
        try
        {
            await answer.SendAsync(await handler());
        }
        catch (Refusal refusal)
        {
            await answer.SendAsync(new { error = refusal.Message, code = refusal.Code });
        }
        catch
        {
            // The library logs it; the user shall not wait for the time-out.
            await answer.SendAsync(Failed);
            throw;
        }
    }
}
