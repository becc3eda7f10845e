using System.ComponentModel.DataAnnotations;

namespace Sockeye.Samples.Gateway;

/// <summary>The events of customers.</summary>
internal sealed class ShopHandlers(Socket socket, Checkout checkout)
{
    /// <summary>The client reads the order as the answer: <c>socket.emit("order", "tea", order => ...)</c>.</summary>
    public Task<Order> OrderAsync([StringLength(30, MinimumLength = 1)] string drink) => checkout.PlaceAsync(socket.UserId!, drink);
}
