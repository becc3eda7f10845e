using Sockeye;

namespace SockeyeWorker;

/// <summary>Sends the time to the clients of all servers. A page reads it with socket.on("time", ...).</summary>
public class TimeSender(SocketIOEmitter emitter, ILogger<TimeSender> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await emitter.EmitAsync("time", DateTimeOffset.UtcNow);
            }
            catch (ClusterPublishException exception)
            {
                // Redis was not reached: the next second has the next time.
                logger.LogWarning("The time was not sent: {Message}", exception.Message);
            }
        }
    }
}
