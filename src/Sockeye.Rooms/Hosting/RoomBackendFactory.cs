namespace Sockeye.Hosting;

/// <summary>Makes the backend of the rooms of one server.</summary>
internal sealed class RoomBackendFactory(Func<RoomBackend> create)
{
    public RoomBackend Create() => create();
}
