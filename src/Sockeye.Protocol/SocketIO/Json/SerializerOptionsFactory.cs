using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>Makes the options of the <see cref="ArgumentSerializer"/> of those of the user, for reading and for writing.</summary>
internal static class SerializerOptionsFactory
{
    private const int MaxDepth = 1000;

    private const JsonNumberHandling OwnFormOfNumbers =
        JsonNumberHandling.AllowNamedFloatingPointLiterals | JsonNumberHandling.WriteAsString;

    private const string WhyReflection = "Only where the application keeps reflection-based serialization on.";

    public static JsonSerializerOptions Create(JsonSerializerOptions? source, bool forReading)
    {
        JsonSerializerOptions options = source is null ? new(JsonSerializerDefaults.Web) : new(source);
        options.Encoder = WireJsonEncoder.For(options.Encoder);
        if (options.MaxDepth == 0)
        {
            // The packet decoder has bounded the depth already, by an option of its own.
            options.MaxDepth = MaxDepth;
        }

        // First, as binary anywhere is part of the protocol; the others last, as the user may have a better idea.
        options.Converters.Insert(0, new ByteArrayConverter());
        options.Converters.Insert(1, new ReadOnlyMemoryConverter());
        options.Converters.Insert(2, new MemoryConverter());
        options.Converters.Insert(3, new ArraySegmentConverter());
        options.Converters.Add(new ElementConverter());
        options.Converters.Add(new DocumentConverter());
        options.Converters.Add(new NodeConverter<JsonNode>());
        options.Converters.Add(new NodeConverter<JsonArray>());
        options.Converters.Add(new NodeConverter<JsonValue>());
        if (forReading)
        {
            options.Converters.Add(new ObjectConverter());
        }

        if ((options.NumberHandling & OwnFormOfNumbers) == 0)
        {
            options.Converters.Add(new DoubleConverter());
            options.Converters.Add(new SingleConverter());
        }

        options.TypeInfoResolver = JsonTypeInfoResolver.Combine(
            options.TypeInfoResolver ?? CreateDefaultResolver(),
            WellKnownJsonContext.Default).WithAddedModifier(ConvertObjects);
        options.MakeReadOnly();
        return options;
    }

    // Among the converters of the options it would also be that of extension data, for which .NET takes no other than its own.
    private static void ConvertObjects(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (property.PropertyType == typeof(JsonObject) && !property.IsExtensionData)
            {
                property.CustomConverter ??= new NodeConverter<JsonObject>();
            }
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = WhyReflection)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = WhyReflection)]
    private static DefaultJsonTypeInfoResolver? CreateDefaultResolver() =>
        JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : null;
}
