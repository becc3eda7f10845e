using System.Runtime.CompilerServices;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Client.Sockets;

/// <summary>What tells the parameters of listeners: one for all clients with the same services.</summary>
internal static class ReceivedMethods
{
    private static readonly ListenerMethods s_withoutServices = Create(null);
    private static readonly ConditionalWeakTable<IServiceProvider, ListenerMethods> s_known = [];

    public static ListenerMethods For(IServiceProvider? services) => services is null ? s_withoutServices : s_known.GetValue(services, Create);

    // The attributes that say "from the services" without a key are those of ASP.NET Core, which a client has nothing of.
    private static ListenerMethods Create(IServiceProvider? services) => new(typeof(ClientSocket), typeof(ReceivedEvent), services, static _ => false);
}
