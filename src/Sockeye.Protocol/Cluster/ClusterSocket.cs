using System.Text.Json;

namespace Sockeye;

/// <summary>What one server tells another of a socket.</summary>
/// <param name="Id">The id of the socket.</param>
/// <param name="Handshake">Its handshake, in the reference's shape.</param>
/// <param name="Rooms">The rooms that it is in.</param>
/// <param name="Data">Its shared data.</param>
public sealed record ClusterSocket(string Id, JsonElement Handshake, IReadOnlyList<string> Rooms, JsonElement Data);
