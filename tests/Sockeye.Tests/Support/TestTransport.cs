namespace Sockeye.Tests.Support;

public enum TestTransport
{
    WebSocket,
    Polling,
}
