using Microsoft.Extensions.DependencyInjection;

namespace Sockeye;

/// <summary>Adds adapters, parsers and other extensions to a server. <c>AddSocketIO</c> returns it.</summary>
public interface ISocketIOBuilder
{
    /// <summary>The services of the application.</summary>
    IServiceCollection Services { get; }

    /// <summary>
    /// The name of the server, or <see langword="null"/> for the server without a name. Its keyed services use this name as their key.
    /// </summary>
    string? Name { get; }
}
