namespace Sockeye.Samples.Gateway;

/// <summary>Takes one order. It is a scoped service, as a <c>DbContext</c> would be: each event has its own.</summary>
internal sealed class Checkout(OrderQueue queue, SocketIOServer io, ILogger<Checkout> log)
{
    private readonly string _id = Guid.NewGuid().ToString("N")[..8];

    public async Task<Order> PlaceAsync(string customer, string drink)
    {
        var order = new Order(queue.NextNumber(), customer, drink);
        if (!queue.TryAdd(order))
        {
            throw new EventRefusedException("The kitchen has too many orders. Try again later.", new { code = "E_BUSY" });
        }

        log.LogInformation("Checkout {Id} has taken order {Number} of {Customer}", _id, order.Number, customer);
        await io.Of("/admin").To(Kitchen.Room).EmitAsync("order placed", order);
        return order;
    }
}
