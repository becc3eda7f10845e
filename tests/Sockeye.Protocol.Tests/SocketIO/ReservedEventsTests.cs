using System.Text;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Protocol.Tests.SocketIO;

public sealed class ReservedEventsTests
{
    [Theory]
    [InlineData("connect", true)]
    [InlineData("connect_error", true)]
    [InlineData("disconnect", true)]
    [InlineData("disconnecting", true)]
    [InlineData("newListener", true)]
    [InlineData("removeListener", true)]
    [InlineData("", false)]
    [InlineData("error", false)]
    [InlineData("Connect", false)]
    [InlineData("message", false)]
    [InlineData("connection", false)]
    [InlineData("newlistener", false)]
    [InlineData("connect-error", false)]
    [InlineData("removelistener", false)]
    public void IsReserved_Name_SaysSoInBothForms(string name, bool expected)
    {
        Assert.Equal(expected, ReservedEvents.IsReserved(name));
        Assert.Equal(expected, ReservedEvents.IsReserved(Encoding.UTF8.GetBytes(name)));
    }
}
