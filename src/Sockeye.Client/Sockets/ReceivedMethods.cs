using System.Runtime.CompilerServices;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Client.Sockets;

/// <summary>Describes the parameters of listeners. Clients with the same services share one description.</summary>
internal static class ReceivedMethods
{
    private static readonly ListenerMethods s_withoutServices = Create(null);
    private static readonly ConditionalWeakTable<IServiceProvider, ListenerMethods> s_known = [];

    public static ListenerMethods For(IServiceProvider? services) => services is null ? s_withoutServices : s_known.GetValue(services, Create);

    // The attributes for services without a key belong to ASP.NET Core, which a client does not refer to.
    private static ListenerMethods Create(IServiceProvider? services) => new(typeof(ClientSocket), typeof(ReceivedEvent), services, static _ => false);
}
