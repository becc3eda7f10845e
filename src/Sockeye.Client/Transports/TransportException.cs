namespace Sockeye.Client.Transports;

/// <summary>Carries a failure that is known already through code of .NET, such as that which opens WebSockets.</summary>
internal sealed class TransportException(ConnectFailure failure) : IOException(failure.Message, failure.Inner)
{
    public ConnectFailure Failure { get; } = failure;
}
