namespace Sockeye.Samples.Gateway;

/// <summary>Makes the drinks, in the background. It has no socket: it sends to users and rooms.</summary>
internal sealed class Kitchen(OrderQueue queue, SocketIOServer io, TimeProvider time) : BackgroundService
{
    /// <summary>The room of the admins, in the namespace <c>/admin</c>.</summary>
    public const string Room = "kitchen";

    private static readonly TimeSpan TimeToMake = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var order in queue.ReadAllAsync(stoppingToken))
        {
            await Task.Delay(TimeToMake, time, stoppingToken);
            await io.Of("/shop").User(order.Customer).EmitAsync("order ready", order, stoppingToken);
            await io.Of("/admin").To(Room).EmitAsync("order ready", order, stoppingToken);
        }
    }
}
