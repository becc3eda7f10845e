namespace Sockeye.Requests;

/// <summary>
/// Asks the application whether something may be done. The call is made under no lock, and only the caller that wants it done waits for it.
/// </summary>
internal static class Veto
{
    /// <exception cref="EventRefusedException">The application refuses, or it has failed, which is logged and counted.</exception>
    public static async ValueTask AskAsync<T>(Namespace ns, string name, Func<T, ValueTask<RoomVerdict>> ask, T attempt)
    {
        RoomVerdict verdict;
        try
        {
            verdict = await ask(attempt);
        }
        catch (Exception exception) when (exception is not EventRefusedException)
        {
            ns.ReportFailure(name, exception);
            verdict = RoomVerdict.Refuse(ErrorText.InternalError);
        }

        RoomRefusal.ThrowIfRefused(verdict);
    }
}
