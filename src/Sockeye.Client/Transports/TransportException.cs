namespace Sockeye.Client.Transports;

/// <summary>Carries a known failure through code of .NET, such as the code that opens WebSockets.</summary>
internal sealed class TransportException(ConnectFailure failure) : IOException(failure.Message, failure.Inner)
{
    public ConnectFailure Failure { get; } = failure;
}
