namespace Sockeye.Tests.History;

/// <summary>Allows what a function allows.</summary>
internal sealed class TestGate(Func<string, RoomAccess, bool> allows) : IRoomGate
{
    public long Revision => 0;

    public async ValueTask<RoomVerdict> CheckAsync(Socket socket, string room, RoomAccess access)
    {
        await Task.Yield();
        return allows(room, access) ? RoomVerdict.Allow : RoomVerdict.Refuse("members only");
    }
}
