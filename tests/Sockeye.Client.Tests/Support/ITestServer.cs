namespace Sockeye.Client.Tests.Support;

/// <summary>A server with the contract of <see cref="ContractServer"/>.</summary>
internal interface ITestServer : IAsyncDisposable
{
    Uri Url { get; }
}
