using System.Collections;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Sockeye.Contracts.Tests.Support;

/// <summary>Values of the types that contracts may have: one or more of each rule.</summary>
internal static class Samples
{
    public static string Text => "text";

    public static char Character => 'c';

    public static bool Truth => true;

    public static sbyte Small => -1;

    public static ulong Large => ulong.MaxValue;

    public static Int128 Huge => Int128.MaxValue;

    public static Half Half => (Half)1.5;

    public static float Single => 1.5f;

    public static double Double => double.MaxValue;

    public static decimal Decimal => 1.50m;

    public static int? NoNumber => null;

    public static string? NoText => null;

    public static DateTime Time => DateTime.UnixEpoch;

    public static DateTimeOffset TimeWithOffset => DateTimeOffset.UnixEpoch;

    public static DateOnly Date => DateOnly.MaxValue;

    public static TimeOnly TimeOfDay => TimeOnly.MaxValue;

    public static TimeSpan Duration => TimeSpan.FromDays(1.5);

    public static Guid Id => Guid.Empty;

    public static Uri Address => new("/chat", UriKind.Relative);

    public static Version Version => new(1, 2);

    public static JsonElement Element => JsonElement.Parse("""[1,{"a":null}]""");

    public static JsonNode Node => JsonNode.Parse("5")!;

    public static JsonObject NodeOfObject => new() { ["a"] = 1 };

    public static JsonArray NodeOfArray => new(1, "two");

    public static object Anything => 5;

    public static byte[] Bytes => [1, 2];

    public static Memory<byte> Memory => new byte[] { 1 };

    public static ReadOnlyMemory<byte>? MaybeMemory => new byte[] { 1 };

    public static ArraySegment<byte> Segment => new([1]);

    public static List<byte> ListOfBytes => [1, 2];

    public static byte?[] MaybeBytes => [1, null];

    public static Memory<int> MemoryOfNumbers => new[] { 1, 2 };

    public static byte[][] Attachments => [[1], []];

    public static HashSet<Guid> Set => [Guid.Empty];

    public static IReadOnlyCollection<string?> Collection => ["a", null];

    public static ImmutableArray<int> Immutable => [1, 2];

    public static ArrayList Untyped => [1, "two"];

    public static Hashtable UntypedMap => new() { ["a"] = 1 };

    public static DerivedList Derivation => ["a", null];

    public static Dictionary<string, int?> Map => new() { ["A b"] = null };

    public static IReadOnlyDictionary<Guid, int[]> MapOfIds => new Dictionary<Guid, int[]> { [Guid.Empty] = [1] };

    public static Dictionary<DateTimeOffset, int> MapOfTimes => new() { [DateTimeOffset.UnixEpoch] = 1 };

    public static Dictionary<Colour, bool> MapOfEnums => new() { [Colour.Green] = true };

    public static Colour Number => Colour.Green;

    public static Colour? MaybeEnum => Colour.Green;

    public static Rights Flags => Rights.Read | Rights.Write;

    public static NamedColour[] Names => [NamedColour.Light, NamedColour.Dark];

    public static NamedRights NamedFlags => NamedRights.Read | NamedRights.Write;

    public static KeyValuePair<string, int?> Pair => new("a", null);

    public static Tuple<string, int> Tuple => new("a", 1);

    public static Page<string?> PageOfTexts => new(["a", null], null);

    public static Page<Colour?> PageOfEnums => new([Colour.Red, null], null);

    public static Point Structure => new(1, 2);

    public static Everything Properties => new() { Required = null, Hidden = 1 };

    public static Derived Inheritance => new() { Text = "t", Number = 1 };

    public static Defaults DefaultValues => new("a");

    public static Recursive Recursion => new("a", [new("b", [])]);

    public static Animal[] Union => [new Animal("any"), new Dog("rex", 3), new Cat("tom")];

    public static Open OtherNames => new() { Known = 1, Others = new() { ["b"] = JsonElement.Parse("[]") } };

    public static Numbers Handling => new() { Exact = long.MaxValue, Each = [1, 2] };

    public static Nothing Empty => new();

    internal enum Colour
    {
        Red,
        Green,
    }

    [Flags]
    internal enum Rights
    {
        Read = 1,
        Write = 2,
    }

    [JsonConverter(typeof(JsonStringEnumConverter<NamedColour>))]
    internal enum NamedColour
    {
        Light,

        [JsonStringEnumMemberName("very dark")]
        Dark,
    }

    [Flags]
    [JsonConverter(typeof(JsonStringEnumConverter))]
    internal enum NamedRights
    {
        Read = 1,
        Write = 2,
    }

    internal sealed class DerivedList : List<string?>;

    internal sealed record Page<T>(IReadOnlyList<T> Items, T? First);

    internal readonly record struct Point(int X, int Y);

    internal class Base
    {
        public string Text { get; set; } = "";

        public virtual string Kind => "base";
    }

    internal sealed class Derived : Base
    {
        public int Number { get; set; }

        public override string Kind => "derived";
    }

    internal sealed record Defaults(string Name, int Count = 5, string? Comment = null);

    internal sealed record Recursive(string Name, IReadOnlyList<Recursive> Children);

    [JsonDerivedType(typeof(Dog), "dog")]
    [JsonDerivedType(typeof(Cat), 2)]
    internal record Animal(string Name);

    internal sealed record Dog(string Name, int Age) : Animal(Name);

    internal sealed record Cat(string Name) : Animal(Name);

    internal sealed class Open
    {
        public int Known { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Others { get; set; }
    }

    internal sealed class Nothing;

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    internal sealed class Numbers
    {
        public long Exact { get; set; }

        public int[] Each { get; set; } = [];

        public decimal? Price { get; set; } = 1.5m;

        public Dictionary<string, long> Map { get; set; } = new() { ["a"] = 1 };

        public double Ratio { get; set; }

        [JsonNumberHandling(JsonNumberHandling.Strict)]
        public int Plain { get; set; }
    }

    internal sealed class Everything
    {
        public required string? Required { get; set; }

        public string URLOfIt { get; set; } = "";

        [JsonPropertyName("another name")]
        public int Named { get; set; }

        [JsonIgnore]
        public int Hidden { get; set; }

        [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
        public string? Shown { get; set; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Maybe { get; set; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int Count { get; set; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
        public int? OnlyRead { get; set; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenReading)]
        public int OnlyWritten { get; set; }

        [JsonInclude]
        internal int Included { get; set; }

        [JsonInclude]
        public int Field = 5;

        public int PlainField = 5;

        [JsonConverter(typeof(JsonStringEnumConverter))]
        public Colour? Colour { get; set; } = Samples.Colour.Green;

        public int Computed => Count + 1;

        public int PrivateSetter { get; private set; }

        public string? Password
        {
            private get;
            set;
        }

        internal int Internal { get; set; }

        public int this[int index] => index;
    }
}
