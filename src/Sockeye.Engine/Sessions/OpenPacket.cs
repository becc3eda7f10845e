using System.Globalization;
using System.Text;
using Sockeye.Engine.Delivery;

namespace Sockeye.Engine.Sessions;

/// <summary>
/// Creates the first packet of a session, with the initial message behind it. Everything except the id is the same for all sessions of a
/// server.
/// </summary>
internal sealed class OpenPacket(EngineOptions options)
{
    // The keys have the same order as in Node, because some clients look at the text.
    private readonly string _rest = string.Create(
        CultureInfo.InvariantCulture,
        $"],\"pingInterval\":{(long)options.PingInterval.TotalMilliseconds},\"pingTimeout\":{(long)options.PingTimeout.TotalMilliseconds},\"maxPayload\":{options.MaxPayload}}}");

    public EncodedPacket Of(string sid, bool upgradable)
    {
        var open = EncodedPacket.FromPacket(Encoding.ASCII.GetBytes($"0{{\"sid\":\"{sid}\",\"upgrades\":[{(upgradable ? "\"websocket\"" : "")}{_rest}"));
        return options.InitialPacket is { } initial ? EncodedPacket.Join(open, initial) : open;
    }
}
