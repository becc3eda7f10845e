using System.Text.Json;

namespace Sockeye;

/// <summary>The description of a socket that one server sends to another.</summary>
/// <param name="Id">The id of the socket.</param>
/// <param name="Handshake">Its handshake, in the shape that Node uses.</param>
/// <param name="Rooms">The rooms that it is in.</param>
/// <param name="Data">Its shared data.</param>
public sealed record ClusterSocket(string Id, JsonElement Handshake, IReadOnlyList<string> Rooms, JsonElement Data);
