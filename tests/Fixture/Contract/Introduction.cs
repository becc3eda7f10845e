using System.Text.Json;

namespace Sockeye.Fixture.Contract;

/// <summary>What <c>whoami</c> answers.</summary>
internal sealed record Introduction(string Id, string Ns, string[] Rooms, bool Recovered, JsonElement Data, string Transport);
