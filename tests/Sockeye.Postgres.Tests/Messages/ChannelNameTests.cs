using System.Text;
using Sockeye.Emitters.Postgres.Messages;

namespace Sockeye.Postgres.Tests.Messages;

/// <summary>Names of channels, of namespaces that clients may make up.</summary>
public sealed class ChannelNameTests
{
    [Theory]
    [InlineData("/", "socket.io#/")]
    [InlineData("/chat", "socket.io#/chat")]
    [InlineData("/\"; DROP TABLE x; --", "socket.io#/\"; DROP TABLE x; --")]
    [InlineData("/ü€", "socket.io#/ü€")]
    public void Of_WhatPostgresCanName_IsTheNameOfNode(string ns, string expected) => Assert.Equal(expected, ChannelName.Of("socket.io", ns));

    [Fact]
    public void Of_TheLongestThatPostgresCanName_IsTheNameOfNode()
    {
        var longest = "/" + new string('x', 52);

        Assert.Equal("socket.io#" + longest, ChannelName.Of("socket.io", longest));
        Assert.NotEqual("socket.io#" + longest + "x", ChannelName.Of("socket.io", longest + "x"));
    }

    [Theory]
    [InlineData("/a\0b")]
    [InlineData("/éééééééééééééééééééééééééééé")]
    public void Of_WhatPostgresCannotName_IsShortAndItsOwn(string ns)
    {
        var name = ChannelName.Of(new string('p', 24), ns);

        Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, 63);
        Assert.StartsWith(new string('p', 24) + "#~", name, StringComparison.Ordinal);
        Assert.NotEqual(name, ChannelName.Of(new string('p', 24), ns + "x"));
    }

    [Fact]
    public void Of_HalfOfASurrogatePair_IsItsOwn() =>
        Assert.NotEqual(ChannelName.Of("socket.io", "/\ud800"), ChannelName.Of("socket.io", "/\ud801"));

    [Fact]
    public void Quote_AQuote_IsDoubled() => Assert.Equal("\"a\"\"b\"", ChannelName.Quote("a\"b"));
}
