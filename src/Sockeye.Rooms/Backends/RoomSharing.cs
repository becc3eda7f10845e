namespace Sockeye.Backends;

/// <summary>
/// Checks that rooms have a backend that the servers share if the adapter reaches other servers. Otherwise each server would have its own
/// records, members and messages.
/// </summary>
internal static class RoomSharing
{
    /// <summary>Checks a namespace before it gets a feature that the backend keeps.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="feature">The name of the method that the application has called.</param>
    /// <exception cref="InvalidOperationException">The adapter reaches other servers, but the backend does not.</exception>
    public static void Check(Namespace ns, string feature)
    {
        var server = ns.Server;
        if (!server.RoomOptions.AllowUnshared && ns.Adapter.ReachesOtherServers && server.RoomBackend.Channel is null)
        {
            throw new InvalidOperationException(
                $"{feature} of namespace {ns.Name}: its adapter, {ns.Adapter.GetType().Name}, reaches other servers, but its rooms are kept in the memory of this server. "
                + "Each server would have its own records, members, messages and permissions. Add a shared backend to builder.Services.AddSocketIO(): "
                + "AddPostgresRooms (package Sockeye.Postgres), AddRedisRooms (package Sockeye.Redis), or your own with UseRoomBackend. "
                + $"If there is only one server, allow this with ConfigureRooms(options => options.{nameof(RoomOptions.AllowUnshared)} = true).");
        }
    }
}
