using System.Text.Json;
using System.Text.Json.Serialization;
using Sockeye.Fixture.Contract;
using Sockeye.Fixture.Contracts;
using Sockeye.Fixture.Operations;
using Sockeye.Fixture.Suites;

namespace Sockeye.Fixture.Values;

/// <summary>What the fixture reads and writes, known to the compiler: a native program has no reflection for it.</summary>
[JsonSerializable(typeof(AnyValue))]
[JsonSerializable(typeof(AnyValue[]))]
[JsonSerializable(typeof(CodeOfRefusal))]
[JsonSerializable(typeof(Dictionary<string, int>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(Found[]))]
[JsonSerializable(typeof(Introduction))]
[JsonSerializable(typeof(Leaver))]
[JsonSerializable(typeof(MixedMessage))]
[JsonSerializable(typeof(Operation))]
[JsonSerializable(typeof(Outcome))]
[JsonSerializable(typeof(PartialFailure))]
[JsonSerializable(typeof(ServerAnswer))]
[JsonSerializable(typeof(Success))]
[JsonSerializable(typeof(Taken))]
[JsonSerializable(typeof(Vote))]
internal sealed partial class FixtureJson : JsonSerializerContext
{
    /// <summary>Options with these types alone.</summary>
    public static JsonSerializerOptions ForServers => new(JsonSerializerDefaults.Web) { TypeInfoResolver = Default };
}
