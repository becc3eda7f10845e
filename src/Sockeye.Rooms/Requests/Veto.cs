namespace Sockeye.Requests;

/// <summary>Asks the application whether something may be done that is about to be done. It is asked under no lock, and waited for by those only who want it done.</summary>
internal static class Veto
{
    /// <exception cref="EventRefusedException">It may not, or the application failed: that is logged and counted.</exception>
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
