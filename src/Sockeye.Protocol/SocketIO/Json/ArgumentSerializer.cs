using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// Writes the arguments of events and acknowledgements as JSON, and reads them. Binary values (<c>byte[]</c>, and <see cref="Memory{T}"/>,
/// <see cref="ReadOnlyMemory{T}"/> and <see cref="ArraySegment{T}"/> of bytes) may be anywhere inside: they become attachments, with a
/// placeholder in the JSON. It is thread-safe.
/// </summary>
public sealed class ArgumentSerializer
{
    private readonly JsonSerializerOptions _reading;
    private readonly JsonSerializerOptions _writing;
    private readonly ConditionalWeakTable<JsonSerializerOptions, ArgumentSerializer> _completed = [];

    /// <summary>Creates a serializer.</summary>
    /// <param name="options">
    /// The options, which are copied; <see langword="null"/> means <see cref="JsonSerializerDefaults.Web"/>. Without a
    /// <see cref="JsonSerializerOptions.TypeInfoResolver"/> it uses reflection, if the application allows it.
    /// </param>
    public ArgumentSerializer(JsonSerializerOptions? options = null)
    {
        _reading = SerializerOptionsFactory.Create(options, forReading: true);
        _writing = SerializerOptionsFactory.Create(options, forReading: false);
        WriterOptions = new JsonWriterOptions { Encoder = _writing.Encoder, SkipValidation = true };
    }

    /// <summary>
    /// The serializer for values of a type whose metadata is given, such as that of a <see cref="JsonSerializerContext"/>. What its
    /// options do not say is as in this serializer: the names of properties and of the keys of dictionaries, the case of names, and
    /// numbers as text. So the values look like the arguments of events.
    /// </summary>
    /// <param name="type">The metadata.</param>
    public ArgumentSerializer For(JsonTypeInfo type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return _completed.GetValue(type.Options, options => new ArgumentSerializer(SerializerOptionsFactory.Complete(options, _writing)));
    }

    /// <summary>The options for writers that you pass to <see cref="Serialize"/>, because a writer escapes by its own options.</summary>
    public JsonWriterOptions WriterOptions { get; }

    /// <summary>Writes one argument.</summary>
    /// <typeparam name="T">
    /// The declared type. If it is <see cref="object"/>, an interface or an abstract class, the run-time type counts, unless the declared
    /// type is a collection or has its own polymorphism options.
    /// </typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The argument.</param>
    /// <param name="attachments">
    /// The binary values so far. The list is created for the first one, so start with <see langword="null"/> for each packet. The values
    /// are not copied: send them before they change.
    /// </param>
    /// <exception cref="ArgumentException">The argument is a <see cref="CancellationToken"/>.</exception>
    /// <exception cref="NotSupportedException">The type is not known, and reflection is off.</exception>
    public void Serialize<T>(Utf8JsonWriter writer, T value, ref List<ReadOnlyMemory<byte>>? attachments)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        if (typeof(T) == typeof(object) && value is TypedArgument typed)
        {
            typed.Write(this, writer, ref attachments);
            return;
        }

        if (value is CancellationToken)
        {
            throw new ArgumentException("A CancellationToken cannot be an argument of an event. Methods that take one, such as EmitAsync, take it after all arguments.", nameof(value));
        }

        JsonTypeInfo typeInfo = ResolveForWriting(value);
        AttachmentScope previous = AttachmentScope.EnterWrite(attachments);
        try
        {
            if (typeInfo is JsonTypeInfo<T> declared)
            {
                JsonSerializer.Serialize(writer, value, declared);
            }
            else
            {
                JsonSerializer.Serialize(writer, value, typeInfo);
            }
        }
        finally
        {
            attachments = AttachmentScope.Exit(previous);
        }
    }

    /// <summary>Reads one argument.</summary>
    /// <typeparam name="T">
    /// The type. In a <see cref="JsonElement"/> or a <see cref="System.Text.Json.Nodes.JsonNode"/> a placeholder gets a further member,
    /// <c>base64</c>, with its value, so that it becomes binary again when it is written. Until then, data that looks like that has a
    /// <c>=</c> in front of its <c>base64</c>.
    /// </typeparam>
    /// <param name="json">The argument, as one whole JSON value.</param>
    /// <param name="attachments">The attachments of the packet. They are not copied.</param>
    /// <exception cref="JsonException">The JSON does not fit the type, or a placeholder has no attachment.</exception>
    /// <exception cref="NotSupportedException">The type is not known, and reflection is off.</exception>
    public T? Deserialize<T>(ReadOnlySpan<byte> json, ReadOnlySpan<ReadOnlyMemory<byte>> attachments) =>
        Deserialize<T>(JsonText.Readable(json), AttachmentScope.EnterRead(attachments.ToArray()));

    /// <summary>Reads a self-contained value, which this serializer has read as JSON before.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="value">The value. It contains the bytes of its binary values.</param>
    /// <exception cref="JsonException">The JSON does not fit the type.</exception>
    /// <exception cref="NotSupportedException">The type is not known, and reflection is off.</exception>
    public T? Deserialize<T>(JsonElement value) => Deserialize<T>(JsonMarshal.GetRawUtf8Value(value), AttachmentScope.EnterReadSelfContained());

    /// <summary>Reads one argument.</summary>
    /// <typeparam name="T">
    /// The type. In a <see cref="JsonElement"/> or a <see cref="System.Text.Json.Nodes.JsonNode"/> a placeholder gets a further member,
    /// <c>base64</c>, with its value, so that it becomes binary again when it is written. Until then, data that looks like that has a
    /// <c>=</c> in front of its <c>base64</c>.
    /// </typeparam>
    /// <param name="reader">
    /// A reader on the first token of the argument, or before it; afterwards it is on the last one. If this method throws, the reader has
    /// not moved. Its text has been through <see cref="JsonText.Readable(ReadOnlySpan{byte})"/>.
    /// </param>
    /// <param name="attachments">The attachments of the packet. They are not copied.</param>
    /// <exception cref="JsonException">The JSON does not fit the type, or a placeholder has no attachment.</exception>
    /// <exception cref="NotSupportedException">The type is not known, and reflection is off.</exception>
    public T? Deserialize<T>(ref Utf8JsonReader reader, scoped ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        var typeInfo = (JsonTypeInfo<T>)_reading.GetTypeInfo(typeof(T));
        AttachmentScope previous = AttachmentScope.EnterRead(attachments.ToArray());
        try
        {
            return JsonSerializer.Deserialize(ref reader, typeInfo);
        }
        catch (InvalidOperationException exception)
        {
            throw AsJsonException(exception);
        }
        finally
        {
            AttachmentScope.Exit(previous);
        }
    }

    private T? Deserialize<T>(ReadOnlySpan<byte> json, AttachmentScope previous)
    {
        try
        {
            return JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)_reading.GetTypeInfo(typeof(T)));
        }
        catch (InvalidOperationException exception)
        {
            throw AsJsonException(exception);
        }
        finally
        {
            AttachmentScope.Exit(previous);
        }
    }

    // The exception that converters of .NET throw for a token of another kind.
    private static JsonException AsJsonException(InvalidOperationException exception) =>
        new("The JSON cannot be converted to the requested type.", exception);

    private JsonTypeInfo ResolveForWriting<T>(T value)
    {
        Type declared = typeof(T);
        if (declared.IsValueType || declared.IsSealed || !(declared == typeof(object) || declared.IsAbstract))
        {
            return _writing.GetTypeInfo(declared);
        }

        Type actual = value!.GetType();
        if (declared == typeof(object) || actual == typeof(byte[]))
        {
            // A plain object has no type of its own.
            return _writing.GetTypeInfo(actual);
        }

        return _writing.TryGetTypeInfo(declared, out JsonTypeInfo? typeInfo)
            && (typeInfo.Kind != JsonTypeInfoKind.Object || typeInfo.PolymorphismOptions is not null)
            ? typeInfo
            : _writing.GetTypeInfo(actual);
    }
}
