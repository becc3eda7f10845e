using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Handlers;

/// <summary>What generated code needs to know when a class is mapped.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class HandlerMapping
{
    private readonly IServiceProviderIsService? _known;

    internal HandlerMapping(SocketIOServer server, HandlerOptions options)
    {
        _known = server.Services.GetService<IServiceProviderIsService>();
        Server = server;
        Options = options;
    }

    internal SocketIOServer Server { get; }

    internal HandlerOptions Options { get; }

    /// <summary>Whether a parameter of this type is a service of the application. If not, the client sends it.</summary>
    public bool IsService(Type type) => _known?.IsService(type) == true;
}
