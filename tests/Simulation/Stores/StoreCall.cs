namespace Sockeye.Simulation;

/// <summary>A call that has changed what the store has.</summary>
/// <param name="Time">When.</param>
/// <param name="Random">The random bytes that it took.</param>
/// <param name="Again">Makes the same call.</param>
internal sealed record StoreCall(long Time, byte[] Random, Action<RoomBackend> Again);
