using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Hosting;

internal sealed record SocketIOBuilder(IServiceCollection Services, string? Name) : ISocketIOBuilder;
