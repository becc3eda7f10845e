using Microsoft.AspNetCore.Builder;
using Sockeye.Hosting;

namespace Sockeye;

/// <content>What is added to the server as to an endpoint, with the extension methods of ASP.NET Core, is the endpoint's that it was mapped to last.</content>
public sealed partial class SocketIOServer : IEndpointConventionBuilder
{
    internal MappedEndpoint Endpoint { get; } = new("app.MapSocketIO()");

    void IEndpointConventionBuilder.Add(Action<EndpointBuilder> convention) => Endpoint.Add(convention);

    void IEndpointConventionBuilder.Finally(Action<EndpointBuilder> finalConvention) => Endpoint.Finally(finalConvention);
}
