namespace Sockeye.Tests.Contracts;

internal interface INamedClient
{
    Task Renamed(string from, string to);
}
