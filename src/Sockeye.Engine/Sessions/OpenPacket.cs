using System.Globalization;
using System.Text;
using Sockeye.Engine.Delivery;

namespace Sockeye.Engine.Sessions;

/// <summary>Makes the first packet of a session, with the initial message behind it. All but the id is the same for every session of a server.</summary>
internal sealed class OpenPacket(EngineOptions options)
{
    // The keys in the order of the reference: there are clients that look at the text.
    private readonly string _rest = string.Create(
        CultureInfo.InvariantCulture,
        $"],\"pingInterval\":{(long)options.PingInterval.TotalMilliseconds},\"pingTimeout\":{(long)options.PingTimeout.TotalMilliseconds},\"maxPayload\":{options.MaxPayload}}}");

    public EncodedPacket Of(string sid, bool upgradable)
    {
        var open = EncodedPacket.FromPacket(Encoding.ASCII.GetBytes($"0{{\"sid\":\"{sid}\",\"upgrades\":[{(upgradable ? "\"websocket\"" : "")}{_rest}"));
        return options.InitialPacket is { } initial ? EncodedPacket.Join(open, initial) : open;
    }
}
