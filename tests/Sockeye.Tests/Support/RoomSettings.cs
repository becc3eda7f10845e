using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Support;

/// <summary>Options of rooms, as services of a <see cref="TestServer"/>.</summary>
internal static class RoomSettings
{
    public static Action<IServiceCollection> Heartbeat(TimeSpan interval) => With(options => options.HeartbeatInterval = interval);

    public static Action<IServiceCollection> With(Action<RoomOptions> configure) => services => services.AddSocketIO().ConfigureRooms(configure);
}
