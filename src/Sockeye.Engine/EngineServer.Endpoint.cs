using Microsoft.AspNetCore.Builder;
using Sockeye.Hosting;

namespace Sockeye.Engine;

/// <content>What is added to the server as to an endpoint, with the extension methods of ASP.NET Core, is the endpoint's that it was mapped to last.</content>
public sealed partial class EngineServer : IEndpointConventionBuilder
{
    internal MappedEndpoint Endpoint { get; } = new("app.MapEngineIO(...)");

    void IEndpointConventionBuilder.Add(Action<EndpointBuilder> convention) => Endpoint.Add(convention);

    void IEndpointConventionBuilder.Finally(Action<EndpointBuilder> finalConvention) => Endpoint.Finally(finalConvention);
}
