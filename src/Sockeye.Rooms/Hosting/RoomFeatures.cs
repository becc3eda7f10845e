using Microsoft.Extensions.Logging;
using Sockeye.Backends;
using Sockeye.Diagnostics;
using Sockeye.Hooks;
using Sockeye.Records;
using Sockeye.Timing;

namespace Sockeye.Hosting;

/// <summary>Finds the features of rooms on servers and namespaces.</summary>
internal static class RoomFeatures
{
    extension(SocketIOServer server)
    {
        public RoomBackend RoomBackend => RoomServices.Of(server).Backend;

        public RoomCluster RoomCluster => RoomServices.Of(server).Cluster;

        public RoomOptions RoomOptions => RoomServices.Of(server).Options;

        public TimerWheel Timers => RoomServices.Of(server).Timers;

        public RoomMetrics Metrics => RoomServices.Of(server).Metrics;

        public ILogger Logger => RoomServices.Of(server).Logger;
    }

    extension(Namespace ns)
    {
        /// <summary>The records of rooms; <see langword="null"/> if they are not used.</summary>
        public RecordBook? Records => ns.Features.Get<RecordBook>();

        public Presence? Presence => ns.Features.Get<Presence>();

        public RoomHistory? History => ns.Features.Get<RoomHistory>();

        public RoomPermissions? Permissions => ns.Features.Get<RoomPermissions>();

        /// <summary>Logs and counts exceptions of listeners.</summary>
        public IListenerFailures Failures => new NamespaceFailures(ns);
    }
}
