using Microsoft.AspNetCore.Builder;

namespace Sockeye.Hosting;

/// <summary>The endpoint that a server was mapped to last. Conventions that are added to the server apply to it.</summary>
/// <param name="map">The name of the method that maps the server, for the error if it was not called.</param>
internal sealed class MappedEndpoint(string map) : IEndpointConventionBuilder
{
    private volatile IEndpointConventionBuilder? _route;

    private IEndpointConventionBuilder Route =>
        _route ?? throw new InvalidOperationException($"The server has no endpoint yet. Call {map} first, and add conventions to its result.");

    public void Set(IEndpointConventionBuilder route) => _route = route;

    public void Add(Action<EndpointBuilder> convention) => Route.Add(convention);

    public void Finally(Action<EndpointBuilder> finalConvention) => Route.Finally(finalConvention);
}
