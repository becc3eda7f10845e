using Sockeye.Contracts.Tests.Support;

namespace Sockeye.Contracts.Tests;

public sealed class TypeScriptTests
{
    // Each type once as what the server sends and once as what clients send.
    private static readonly (string Type, string Written, string Read)[] Types =
    [
        ("string", "string", "string"),
        ("string?", "string | null", "string | null"),
        ("char", "string", "string"),
        ("bool", "boolean", "boolean"),
        ("bool?", "boolean | null", "boolean | null"),
        ("sbyte", "number", "number"),
        ("byte", "number", "number"),
        ("long", "number", "number"),
        ("ulong?", "number | null", "number | null"),
        ("Int128", "number", "number"),
        ("Half", "number", "number"),
        ("float", "number", "number"),
        ("double", "number", "number"),
        ("decimal", "number", "number"),
        ("DateTime", "string", "string"),
        ("DateTimeOffset?", "string | null", "string | null"),
        ("DateOnly", "string", "string"),
        ("TimeOnly", "string", "string"),
        ("TimeSpan", "string", "string"),
        ("Guid", "string", "string"),
        ("Uri", "string", "string"),
        ("Version", "string", "string"),
        ("object", "unknown", "unknown"),
        ("object?", "unknown", "unknown"),
        ("JsonElement", "unknown", "unknown"),
        ("JsonDocument?", "unknown", "unknown"),
        ("System.Text.Json.Nodes.JsonNode", "unknown", "unknown"),
        ("System.Text.Json.Nodes.JsonObject", "{ [key: string]: unknown }", "{ [key: string]: unknown }"),
        ("System.Text.Json.Nodes.JsonArray", "unknown[]", "unknown[]"),
        ("byte[]", "ArrayBuffer", "ArrayBuffer | ArrayBufferView"),
        ("byte[]?", "ArrayBuffer | null", "ArrayBuffer | ArrayBufferView | null"),
        ("Memory<byte>", "ArrayBuffer", "ArrayBuffer | ArrayBufferView"),
        ("ReadOnlyMemory<byte>?", "ArrayBuffer | null", "ArrayBuffer | ArrayBufferView | null"),
        ("ArraySegment<byte>", "ArrayBuffer", "ArrayBuffer | ArrayBufferView"),
        ("byte[][]", "ArrayBuffer[]", "(ArrayBuffer | ArrayBufferView)[]"),
        ("List<byte>", "number[]", "number[]"),
        ("byte?[]", "(number | null)[]", "(number | null)[]"),
        ("Memory<int>", "number[]", "number[]"),
        ("int[]", "number[]", "number[]"),
        ("string?[]", "(string | null)[]", "(string | null)[]"),
        ("string[]?", "string[] | null", "string[] | null"),
        ("string?[]?", "(string | null)[] | null", "(string | null)[] | null"),
        ("int[][]", "number[][]", "number[][]"),
        ("IEnumerable<string?>", "(string | null)[]", "(string | null)[]"),
        ("List<Dictionary<string, int?>>?", "{ [key: string]: number | null }[] | null", "{ [key: string]: number | null }[] | null"),
        ("Dictionary<string, int>?[]", "({ [key: string]: number } | null)[]", "({ [key: string]: number } | null)[]"),
        ("List<System.Text.Json.Nodes.JsonObject?>", "({ [key: string]: unknown } | null)[]", "({ [key: string]: unknown } | null)[]"),
        ("HashSet<Guid>", "string[]", "string[]"),
        ("IReadOnlyCollection<int>", "number[]", "number[]"),
        ("System.Collections.Immutable.ImmutableArray<string?>", "(string | null)[]", "(string | null)[]"),
        ("System.Collections.ArrayList", "unknown[]", "unknown[]"),
        ("System.Collections.Hashtable", "{ [key: string]: unknown }", "{ [key: string]: unknown }"),
        ("Dictionary<string, string?>", "{ [key: string]: string | null }", "{ [key: string]: string | null }"),
        ("IReadOnlyDictionary<Guid, int[]>", "{ [key: string]: number[] }", "{ [key: string]: number[] }"),
        ("Dictionary<Colour, bool>", "{ [key: string]: boolean }", "{ [key: string]: boolean }"),
        ("Names", "(string | null)[]", "(string | null)[]"),
        ("Colour", "Colour", "Colour"),
        ("Colour?", "Colour | null", "Colour | null"),
        ("Colour?[]", "(Colour | null)[]", "(Colour | null)[]"),
        ("Rights", "number", "number"),
        ("NamedRights", "string", "string"),
        ("Odd", "unknown", "unknown"),
        ("Tree", "unknown[]", "unknown[]"),
        ("Texts", "{ [key: string]: unknown }", "{ [key: string]: unknown }"),
        ("KeyValuePair<string, int>", "KeyValuePairOfStringAndInt32", "KeyValuePairOfStringAndInt32"),
        ("Page<string>", "PageOfString", "PageOfString"),
        ("Page<string?>", "PageOfNullableString", "PageOfNullableString"),
        ("Page<int[]>?", "PageOfInt32Array | null", "PageOfInt32Array | null"),
    ];

    private static readonly Lazy<string> Written = new(() =>
    {
        var run = ToolRun.Of($$"""
            public enum Colour { Red, Green }
            [Flags] public enum Rights { Read = 1, Write = 2 }
            [Flags, JsonConverter(typeof(JsonStringEnumConverter))] public enum NamedRights { Read = 1, Write = 2 }
            public sealed class Names : List<string?> { }
            public sealed class Tree : List<Tree> { }
            public sealed class Texts : Dictionary<string, Texts> { }
            public sealed record Page<T>(List<T> Items, T? First);
            public sealed class OddConverter : JsonConverter<Odd>
            {
                public override Odd Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetInt32());
                public override void Write(Utf8JsonWriter writer, Odd value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
            }
            [JsonConverter(typeof(OddConverter))] public sealed record Odd(int Value);
            [ServerToClient] public interface IWritten { {{string.Concat(Types.Select(static (type, index) => $"Task W{index}({type.Type} value);"))}} }
            [ClientToServer] public interface IRead { {{string.Concat(Types.Select(static (type, index) => $"Task R{index}({type.Type} value);"))}} }
            """);
        Assert.Equal("", run.Output);
        return run.TypeScript;
    });

    public static TheoryData<int, string> Rows => [.. Types.Select(static (type, index) => new TheoryDataRow<int, string>(index, type.Type))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Argument_OfType_IsDeclaredAsOnTheWire(int index, string type)
    {
        Assert.Equal(type, Types[index].Type);
        Assert.Contains($"  w{index}: (value: {Types[index].Written}) => void;\n", Written.Value, StringComparison.Ordinal);
        Assert.Contains($"  r{index}: (value: {Types[index].Read}) => void;\n", Written.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Enum_WithoutConverter_IsItsNumbersWithTheirNames() =>
        Assert.Contains("/**\n * - 0: Red\n * - 1: Green\n */\nexport type Colour = 0 | 1;\n", Written.Value, StringComparison.Ordinal);

    [Fact]
    public void Generic_WithNullableArgument_IsAnotherTypeThanWithout()
    {
        Assert.Contains("interface PageOfString {\n  items: string[];\n", Written.Value, StringComparison.Ordinal);
        Assert.Contains("interface PageOfNullableString {\n  items: (string | null)[];\n", Written.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Properties_OfWhatServerSends_AreWhatItWrites()
    {
        var run = ToolRun.Of("""
            public class Base { public string Id { get; init; } = ""; public virtual string Kind => "base"; }
            public sealed class Item : Base
            {
                public string URL { get; set; } = "";
                public string? Comment { get; set; }
                [JsonPropertyName("the size")] public long Size { get; set; }
                [JsonIgnore] public string Hidden { get; set; } = "";
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Maybe { get; set; }
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Count { get; set; }
                [JsonNumberHandling(JsonNumberHandling.WriteAsString)] public long Exact { get; set; }
                [JsonConverter(typeof(JsonStringEnumConverter))] public DayOfWeek? Day { get; set; }
                [JsonInclude] internal int Included { get; set; }
                public string Password { set { } }
                public override string Kind => "item";
                internal int Internal { get; set; }
                public static int Static { get; set; }
                public int Field;
                public int this[int index] => index;
            }
            [ServerToClient] public interface IClient { Task Added(Item item); }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains(
            """
            export interface Item {
              url: string;
              comment: string | null;
              "the size": number;
              maybe?: string;
              count?: number;
              exact: string;
              day: "Sunday" | "Monday" | "Tuesday" | "Wednesday" | "Thursday" | "Friday" | "Saturday" | null;
              included: number;
              kind: string;
              id: string;
            }
            """,
            run.TypeScript,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Properties_OfWhatClientsSend_AreWhatTheServerReads()
    {
        var run = ToolRun.Of("""
            public sealed record Order(string Name, string? Comment, int Count = 1)
            {
                public required string? Address { get; init; }
                public byte[] Picture { get; init; } = [];
                public decimal Price => Count * 2m;
                public string? Password { private get; set; }
            }
            [ClientToServer] public interface IServer { Task Buy(Order order); }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains(
            """
            export interface Order {
              name: string;
              comment?: string | null;
              count?: number;
              address: string | null;
              picture: ArrayBuffer | ArrayBufferView;
              password?: string | null;
            }
            """,
            run.TypeScript,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Properties_OfWhatGoesBothWays_SuitBoth()
    {
        var run = ToolRun.Of("""
            public sealed record Order(string Name, string? Comment, int Count = 1)
            {
                public byte[] Picture { get; init; } = [];
                public decimal Price => Count * 2m;
                public string? Password { private get; set; }
            }
            [ClientToServer] public interface IServer { Task<Order> Buy(Order order); }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains(
            """
            export interface Order {
              name: string;
              comment: string | null;
              count: number;
              picture: ArrayBuffer;
              price?: number;
              password?: string | null;
            }
            """,
            run.TypeScript,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Types_OfOneName_GetLongerNames()
    {
        var run = ToolRun.Of("""
            namespace First { public sealed record Vote(int Value); public static class Poll { public sealed record Answer(int Value); } }
            namespace Second { public sealed record Vote(string Value); public sealed record Answer(string Value); public sealed record ServerToClientEvents(int Value); }
            namespace Third
            {
                [ServerToClient]
                public interface IClient { Task Voted(First.Vote a, Second.Vote b, First.Poll.Answer c, Second.Answer d, Second.ServerToClientEvents e); }
            }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains("voted: (a: FirstVote, b: SecondVote, c: PollAnswer, d: SecondAnswer, e: SecondServerToClientEvents) => void;", run.TypeScript, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_OfSeveralNamespaces_HaveAPairForEach()
    {
        var run = ToolRun.Of("""
            [ServerToClient] public interface IMain { Task Hello(); }
            [ClientToServer("chat")] public interface IChat { Task Say(string text); }
            [ClientToServer("/chat")] public interface IMoreChat { Task Leave(); }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains("interface ServerToClientEvents {\n  hello: () => void;\n}", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("interface ClientToServerEvents {\n}", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("interface ChatServerToClientEvents {\n}", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("interface ChatClientToServerEvents {\n  say: (text: string) => void;\n  leave: () => void;\n}", run.TypeScript, StringComparison.Ordinal);
    }

    [Fact]
    public void Signatures_OfOptionalRestAndAnswer_AreListsOfArguments()
    {
        var run = ToolRun.Of("""
            [ClientToServer("/chat")]
            public interface IServer
            {
                Task Leave(string? reason = null);
                Task<int> Find(string text, int limit = 20);
                Task Invite(params string[] names);
                ValueTask<string?> Ask(string ack, params int[] numbers);
                Task<bool> In(string function, CancellationToken cancellationToken);
                Task<bool> Out(string @in, string in_, string ack, string ack_);
                void Shout(string text);
                [Event("join room")] Task JoinAsync(string room);
                Task Helper() => JoinAsync("tea");
            }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains(
            """
            export interface ClientToServerEvents {
              leave: (reason?: string | null) => void;
              find: (...args: [text: string, ack: (result: number) => void] | [text: string, limit: number, ack: (result: number) => void]) => void;
              invite: (...names: string[]) => void;
              ask: (...args: [ack: string, ...numbers: number[], ack_: (result: string | null) => void]) => void;
              in: (function_: string, ack: (result: boolean) => void) => void;
              out: (in__: string, in_: string, ack: string, ack_: string, ack__: (result: boolean) => void) => void;
              shout: (text: string) => void;
              "join room": (room: string) => void;
            }
            """,
            run.TypeScript,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Union_OfDerivedTypes_IsToldApartByItsDiscriminator()
    {
        var run = ToolRun.Of("""
            [JsonDerivedType(typeof(Dog), "dog")]
            [JsonDerivedType(typeof(Cat), 2)]
            public record Animal(string Name, Animal? Friend);
            public sealed record Dog(string Name, Animal? Friend) : Animal(Name, Friend);
            public sealed record Cat(string Name, Animal? Friend, int Lives) : Animal(Name, Friend);
            [ServerToClient] public interface IClient { Task Came(Animal animal); }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains(
            """
            export type Animal =
              | ({ $type: "dog" } & Dog)
              | ({ $type: 2 } & Cat)
              | ({ $type?: never } & AnimalBase);
            """,
            run.TypeScript,
            StringComparison.Ordinal);
        Assert.Contains("interface AnimalBase {\n  name: string;\n  friend: Animal | null;\n}", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("interface Cat {\n  lives: number;\n  name: string;\n  friend: Animal | null;\n}", run.TypeScript, StringComparison.Ordinal);
    }

    [Fact]
    public void Nullability_OfTypeParametersAndBases_IsThatOfTheArguments()
    {
        var run = ToolRun.Of("""
            public class Pair<TFirst, TSecond> where TSecond : struct { public TFirst First { get; set; } = default!; public TSecond? Second { get; set; } public List<TFirst> All { get; set; } = []; }
            public sealed class Named : Pair<string?, int>;
            public sealed class Outer<T> { public sealed class Inner { public T? Value { get; set; } public Dictionary<string, T?> Values { get; set; } = []; } }
            [ServerToClient] public interface IClient { Task One(Pair<string, DateOnly> value); Task Two(Outer<Version>.Inner value); }
            [ServerToClient] public interface IMore { Task Three(Named value); }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains("interface PairOfStringAndDateOnly {\n  first: string;\n  second: string | null;\n  all: string[];\n}", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("interface Named {\n  first: string | null;\n  second: number | null;\n  all: (string | null)[];\n}", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("  value: string | null;\n  values: { [key: string]: string | null };\n", run.TypeScript, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_WithoutNullableAnnotations_IsNotNull()
    {
        var run = ToolRun.Of("""

            #nullable disable
            public sealed class Old { public string Name { get; set; } public List<string> Names { get; set; } public int? Number { get; set; } }
            [ServerToClient] public interface IClient { Task Came(Old old, string text); }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains("came: (old: Old, text: string) => void;", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("interface Old {\n  name: string;\n  names: string[];\n  number: number | null;\n}", run.TypeScript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("camelCase", "firstName")]
    [InlineData("snakeCaseLower", "first_name")]
    [InlineData("kebabCaseUpper", "\"FIRST-NAME\"")]
    [InlineData("none", "FirstName")]
    public void Naming_OfTheServersSerializer_IsThatOfProperties(string policy, string name)
    {
        var run = ToolRun.Of("public sealed record Person(string FirstName); [ServerToClient] public interface IClient { Task UserJoined(Person person); }", "--naming", policy);

        Assert.Equal("", run.Output);
        Assert.Contains($"interface Person {{\n  {name}: string;\n}}", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("userJoined: (person: Person) => void;", run.TypeScript, StringComparison.Ordinal);
    }

    [Fact]
    public void Enums_AsStringsOfTheServersSerializer_AreNames()
    {
        var run = ToolRun.Of(
            """
            public enum Colour { Red, [JsonStringEnumMemberName("dark green")] Green }
            [JsonConverter(typeof(JsonNumberEnumConverter<Size>))] public enum Size { Small = -1, Big = 5 }
            [ServerToClient] public interface IClient { Task Painted(Colour colour, Size size); }
            """,
            "--enums",
            "string");

        Assert.Equal("", run.Output);
        Assert.Contains("export type Colour = \"Red\" | \"dark green\";", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("export type Size = -1 | 5;", run.TypeScript, StringComparison.Ordinal);
    }

    [Fact]
    public void Enums_NamedByAPolicyOfTheServersSerializer_HaveItsNames()
    {
        var run = ToolRun.Of(
            """
            public enum Colour { DarkRed, [JsonStringEnumMemberName("Dark Green")] DarkGreen }
            [JsonConverter(typeof(JsonStringEnumConverter<Size>))] public enum Size { VerySmall }
            [ServerToClient] public interface IClient { Task Painted(Colour colour, Size size); }
            """,
            "--enums",
            "camelCase");

        Assert.Equal("", run.Output);
        Assert.Contains("export type Colour = \"darkRed\" | \"Dark Green\";", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("export type Size = \"VerySmall\";", run.TypeScript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("never", "  name: string;\n  title: string | null;\n  age: number;\n  height: number | null;\n  nickname: string | null;\n")]
    [InlineData("whenWritingNull", "  name: string;\n  title?: string;\n  age: number;\n  height?: number;\n  nickname: string | null;\n")]
    [InlineData("whenWritingDefault", "  name: string;\n  title?: string;\n  age?: number;\n  height?: number;\n  nickname: string | null;\n")]
    public void Ignore_OfTheServersSerializer_LeavesPropertiesOut(string condition, string properties)
    {
        var run = ToolRun.Of(
            """
            public sealed record Person(string Name, string? Title, int Age, double? Height, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Nickname);
            [ServerToClient] public interface IClient { Task Joined(Person person); }
            """,
            "--ignore",
            condition);

        Assert.Equal("", run.Output);
        Assert.Contains($"interface Person {{\n{properties}}}", run.TypeScript, StringComparison.Ordinal);
    }

    [Fact]
    public void Type_WithACollectionOfItself_IsDeclaredWhereverItIsReadFirst()
    {
        var run = ToolRun.Of("""
            public sealed record Folder(string Name, List<Folder> Folders, Dictionary<string, List<Folder>> Others);
            [ServerToClient] public interface IClient { Task Came(List<Folder> folders); }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains("came: (folders: Folder[]) => void;", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("  folders: Folder[];\n  others: { [key: string]: Folder[] };\n", run.TypeScript, StringComparison.Ordinal);
    }

    [Fact]
    public void Interface_ThatDerivesFromAMarkedOne_HasItsEventsOnce()
    {
        var run = ToolRun.Of("""
            [ClientToServer("/chat")] public interface IChat { Task Say(string text); }
            [ClientToServer("/chat")] public interface IModerator : IChat { Task Mute(string name); }
            [ClientToServer("/staff")] public interface IStaff : IChat;
            """);

        Assert.Equal("", run.Output);
        Assert.Equal(3, run.TypeScript.Split("  say: ").Length);
        Assert.Single(run.TypeScript.Split("  mute: ")[1..]);
    }

    [Fact]
    public void Comment_WithMarkup_IsTextOfTheDeclaration()
    {
        var run = ToolRun.Of("""
            /// <summary>Somebody.</summary>
            /// <param name="Name">What <see cref="IClient"/> shows;
            /// never <see langword="null"/>. */</param>
            public sealed record Person(string Name);
            [ServerToClient]
            public interface IClient
            {
                /// <summary>A <c>person</c> came.<para>Or came back.</para></summary>
                /// <param name="person">The <paramref name="person"/>.</param>
                Task Came(Person person);
            }
            """);

        Assert.Contains("  /**\n   * A `person` came.\n   *\n   * Or came back.\n   * @param person The `person`.\n   */\n  came:", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("  /** What `IClient` shows; never `null`. *\\/ */\n  name: string;", run.TypeScript, StringComparison.Ordinal);
    }

    [Fact]
    public void Streams_InANamespace_HaveTheirEventsThere()
    {
        var run = ToolRun.Of("""
            [ClientToServer("/chat")] public interface IServer { IAsyncEnumerable<int> Count(int to, CancellationToken token); IAsyncEnumerable<string?> Words(); IAsyncEnumerable<long> More(); }
            [ClientToServer("/other")] public interface IOther { Task Say(); }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains("count: (to: number, ack: (result: StreamStart) => void) => void;", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("\"stream:item\": (stream: string, item: number | string | null) => void;", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("\"stream:end\": (stream: string, error?: AnsweredError) => void;", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("\"stream:pause\": (stream: string) => void;", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("\"stream:resume\": (stream: string) => void;", run.TypeScript, StringComparison.Ordinal);
        Assert.Single(run.TypeScript.Split("\"stream:cancel\"")[1..]);
    }
}
