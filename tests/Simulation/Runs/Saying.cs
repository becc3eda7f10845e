namespace Sockeye.Simulation;

/// <summary>Something that a client says in a room.</summary>
/// <param name="Who">The client.</param>
/// <param name="Room">The room.</param>
/// <param name="Text">What; nobody says the same twice.</param>
/// <param name="Time">When it was sent.</param>
/// <param name="Server">The server that it was said on.</param>
internal sealed record Saying(SimulatedClient Who, string Room, string Text, long Time, SimulatedServer Server)
{
    /// <summary>Whether the client was told that it was kept and sent.</summary>
    public bool IsKept { get; set; }
}
