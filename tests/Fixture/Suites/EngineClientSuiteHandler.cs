using System.Text;
using System.Text.Json;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Fixture.Values;

namespace Sockeye.Fixture.Suites;

/// <summary>Greets, answers three messages in a way of their own and sends all others back.</summary>
internal sealed class EngineClientSuiteHandler : IEngineSessionHandler
{
    private readonly EngineSession _session;

    public EngineClientSuiteHandler(EngineSession session)
    {
        _session = session;
        session.Send(EncodedPacket.FromText("hi"u8));
    }

    public ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary)
    {
        _session.Send(isBinary ? EncodedPacket.FromBinary(data) : Encoding.UTF8.GetString(data) switch
        {
            "give binary" => EncodedPacket.FromBinary([0, 1, 2, 3, 4]),
            "give utf8" => EncodedPacket.FromText("пойду спать всем спокойной ночи"u8),
            "sendHeaders" => EncodedPacket.FromText(HeadersAsJson()),
            _ => EncodedPacket.FromText(data),
        });
        return default;
    }

    public void OnClosed(EngineCloseReason reason, string? description)
    {
    }

    private static byte[] HeadersAsJson() => JsonSerializer.SerializeToUtf8Bytes(
        EngineClientSuite.RequestHeaders.Value!.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
        FixtureJson.Default.DictionaryStringString);
}
