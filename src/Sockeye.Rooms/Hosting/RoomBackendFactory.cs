namespace Sockeye.Hosting;

/// <summary>Creates the room backend of one server.</summary>
internal sealed class RoomBackendFactory(Func<RoomBackend> create)
{
    public RoomBackend Create() => create();
}
