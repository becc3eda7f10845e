using Microsoft.Extensions.DependencyInjection.Extensions;
using Sockeye;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up the rooms of a Socket.IO server, and where it keeps their records, members and messages.</summary>
public static class SocketIORoomsExtensions
{
    /// <summary>Changes what all rooms of the server have in common.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="configure">Changes the options. What makes no sense is an <see cref="ArgumentOutOfRangeException"/> when the first namespace needs them.</param>
    public static ISocketIOBuilder ConfigureRooms(this ISocketIOBuilder builder, Action<RoomOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(builder.Name ?? Options.Options.DefaultName, configure);
        return builder;
    }

    /// <summary>Keeps the records, members and messages of rooms with another backend than the one in memory.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="create">Makes the backend, when the first namespace needs it; it is disposed of with the server.</param>
    /// <param name="replace">Whether it takes the place of one that was chosen before.</param>
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
