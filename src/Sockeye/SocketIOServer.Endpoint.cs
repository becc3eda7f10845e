using Microsoft.AspNetCore.Builder;
using Sockeye.Hosting;

namespace Sockeye;

/// <content>
/// Conventions that you add to the server with extension methods of ASP.NET Core apply to the endpoint that the server was mapped to last.
/// </content>
public sealed partial class SocketIOServer : IEndpointConventionBuilder
{
    internal MappedEndpoint Endpoint { get; } = new("app.MapSocketIO()");

    void IEndpointConventionBuilder.Add(Action<EndpointBuilder> convention) => Endpoint.Add(convention);

    void IEndpointConventionBuilder.Finally(Action<EndpointBuilder> finalConvention) => Endpoint.Finally(finalConvention);
}
