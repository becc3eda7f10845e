using System.Text.Json;

namespace Sockeye.Fixture.Operations;

/// <summary>One of the sockets that <c>fetchSockets</c> has found.</summary>
internal sealed record Found(string Id, string[] Rooms, JsonElement Data);
