namespace Sockeye.Samples.Chat;

/// <summary>
/// Events that ask for something are answered: with an object, or with <c>{ error: { message, data: { code } } }</c> where the handler throws an
/// <see cref="EventRefusedException"/>, which is the library's doing.
/// </summary>
internal static class Answers
{
    /// <summary>What an event is answered with that has nothing to tell.</summary>
    public static object Done { get; } = new { };

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
        catch (ClusterPublishException)
        {
            throw Refusal.Unavailable();
        }
    }
}
