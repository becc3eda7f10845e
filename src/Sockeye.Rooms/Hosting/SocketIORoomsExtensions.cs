using Microsoft.Extensions.DependencyInjection.Extensions;
using Sockeye;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Configures the rooms of a Socket.IO server, and the backend that keeps their records, members and messages.</summary>
public static class SocketIORoomsExtensions
{
    /// <summary>Sets the options that all rooms of the server share.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="configure">
    /// Sets the options. If a value is not valid, the first namespace that needs the options gets an
    /// <see cref="ArgumentOutOfRangeException"/>.
    /// </param>
    public static ISocketIOBuilder ConfigureRooms(this ISocketIOBuilder builder, Action<RoomOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(builder.Name ?? Options.Options.DefaultName, configure);
        return builder;
    }

    /// <summary>Replaces the in-memory backend, which keeps the records, members and messages of rooms, by another one.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="create">Creates the backend when the first namespace needs it. It is disposed of with the server.</param>
    /// <param name="replace">Whether it replaces a backend that was chosen before.</param>
    public static ISocketIOBuilder UseRoomBackend(this ISocketIOBuilder builder, Func<IServiceProvider, RoomBackend> create, bool replace = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        var descriptor = builder.Name is { } name
            ? ServiceDescriptor.KeyedSingleton(name, (provider, _) => new RoomBackendFactory(() => create(provider)))
            : ServiceDescriptor.Singleton(provider => new RoomBackendFactory(() => create(provider)));
        if (replace)
        {
            builder.Services.Replace(descriptor);
        }
        else
        {
            builder.Services.TryAdd(descriptor);
        }

        return builder;
    }
}
