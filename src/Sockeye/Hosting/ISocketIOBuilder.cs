using Microsoft.Extensions.DependencyInjection;

namespace Sockeye;

/// <summary>What adapters, parsers and other extensions are added to a server with.</summary>
public interface ISocketIOBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The name of the server; <see langword="null"/> for the default one. Its services are keyed by it.</summary>
    string? Name { get; }
}
