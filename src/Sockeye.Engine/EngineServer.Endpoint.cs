using Microsoft.AspNetCore.Builder;
using Sockeye.Hosting;

namespace Sockeye.Engine;

/// <content>
/// Conventions that you add to the server with extension methods of ASP.NET Core apply to the endpoint that the server was mapped to last.
/// </content>
public sealed partial class EngineServer : IEndpointConventionBuilder
{
    internal MappedEndpoint Endpoint { get; } = new("app.MapEngineIO(...)");

    void IEndpointConventionBuilder.Add(Action<EndpointBuilder> convention) => Endpoint.Add(convention);

    void IEndpointConventionBuilder.Finally(Action<EndpointBuilder> finalConvention) => Endpoint.Finally(finalConvention);
}
