using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// Makes the options of the <see cref="ArgumentSerializer"/>, for reading and for writing, from those of the application.
/// </summary>
internal static class SerializerOptionsFactory
{
    private const int MaxDepth = 1000;

    private const JsonNumberHandling OwnFormOfNumbers =
        JsonNumberHandling.AllowNamedFloatingPointLiterals | JsonNumberHandling.WriteAsString;

    private const string WhyReflection = "Used only if the application keeps reflection-based serialization on.";

    public static JsonSerializerOptions Create(JsonSerializerOptions? source, bool forReading)
    {
        JsonSerializerOptions options = source is null ? new(JsonSerializerDefaults.Web) : new(source);
        options.Encoder = WireJsonEncoder.For(options.Encoder);
        if (options.MaxDepth == 0)
        {
            // The packet decoder has already limited the depth, by its own option.
            options.MaxDepth = MaxDepth;
        }

        // The first ones, because binary values everywhere are part of the protocol. The others come last, because the application may
        // replace them.
        options.Converters.Insert(0, new ByteArrayConverter());
        options.Converters.Insert(1, new ReadOnlyMemoryConverter());
        options.Converters.Insert(2, new MemoryConverter());
        options.Converters.Insert(3, new ArraySegmentConverter());
        options.Converters.Add(new ElementConverter());
        options.Converters.Add(new DocumentConverter());
        options.Converters.Add(new NodeConverter<JsonNode>());
        options.Converters.Add(new NodeConverter<JsonObject>());
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
            WellKnownJsonContext.Default).WithAddedModifier(type => KeepExtensionData(type, forReading));
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Copies options and takes from others what they do not say.</summary>
    public static JsonSerializerOptions Complete(JsonSerializerOptions options, JsonSerializerOptions others)
    {
        var completed = new JsonSerializerOptions(options);
        completed.PropertyNamingPolicy ??= others.PropertyNamingPolicy;
        completed.DictionaryKeyPolicy ??= others.DictionaryKeyPolicy;
        completed.PropertyNameCaseInsensitive |= others.PropertyNameCaseInsensitive;
        if (completed.NumberHandling == JsonNumberHandling.Strict)
        {
            completed.NumberHandling = others.NumberHandling;
        }

        return completed;
    }

    // For extension data .NET accepts only its own converter of objects, and creates none if there is another converter for all objects.
    private static void KeepExtensionData(JsonTypeInfo type, bool forReading)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (!property.IsExtensionData || property.PropertyType != typeof(JsonObject))
            {
                continue;
            }

            property.CustomConverter = JsonMetadataServices.JsonObjectConverter;
            if (forReading && property is { Get: { } get, Set: { } set })
            {
                property.Get = owner => get(owner) ?? Made(owner, set);
            }
        }

        static JsonObject Made(object owner, Action<object, object?> set)
        {
            var data = new JsonObject();
            set(owner, data);
            return data;
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = WhyReflection)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = WhyReflection)]
    private static DefaultJsonTypeInfoResolver? CreateDefaultResolver() =>
        JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : null;
}
