using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// Turns the arguments of events and acknowledgements into JSON and back. Binary values (<c>byte[]</c>,
/// <see cref="Memory{T}"/>, <see cref="ReadOnlyMemory{T}"/> and <see cref="ArraySegment{T}"/> of bytes) may stand anywhere
/// inside: they become attachments, with a placeholder in the JSON. Safe for concurrent use.
/// </summary>
public sealed class ArgumentSerializer
{
    private readonly JsonSerializerOptions _reading;
    private readonly JsonSerializerOptions _writing;

    /// <summary>Makes a serializer.</summary>
    /// <param name="options">
    /// The user's options, which are copied; <see cref="JsonSerializerDefaults.Web"/> if there are none. Without a
    /// <see cref="JsonSerializerOptions.TypeInfoResolver"/> types are reflected upon, if the application allows it.
    /// </param>
    public ArgumentSerializer(JsonSerializerOptions? options = null)
    {
        _reading = SerializerOptionsFactory.Create(options, forReading: true);
        _writing = SerializerOptionsFactory.Create(options, forReading: false);
        WriterOptions = new JsonWriterOptions { Encoder = _writing.Encoder, SkipValidation = true };
    }

    /// <summary>The options for the writers given to <see cref="Serialize"/>: a writer escapes by its own options.</summary>
    public JsonWriterOptions WriterOptions { get; }

    /// <summary>Writes one argument.</summary>
    /// <typeparam name="T">
    /// The declared type. If it is <see cref="object"/>, an interface or an abstract class, the value's own type counts,
    /// unless the declared one is a collection or says itself how it is polymorphic.
    /// </typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The argument.</param>
    /// <param name="attachments">
    /// The binary values so far; made at the first one, so start with <see langword="null"/> for each packet. They are not
    /// copied: send them before they change.
    /// </param>
    /// <exception cref="ArgumentException">It is a <see cref="CancellationToken"/>, which is no value.</exception>
    /// <exception cref="NotSupportedException">Nothing is known of the type, if reflection is off.</exception>
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
            throw new ArgumentException("A CancellationToken is no argument of an event. Methods that take one, such as EmitAsync, take it behind all arguments.", nameof(value));
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
    /// The type wanted. In a <see cref="JsonElement"/> or a <see cref="System.Text.Json.Nodes.JsonNode"/> a placeholder gets one more member, <c>base64</c>,
    /// with its value, so that it is binary again when it is written. Data that looks so has a <c>=</c> in front of its <c>base64</c> until then.
    /// </typeparam>
    /// <param name="json">The argument, one whole JSON value.</param>
    /// <param name="attachments">The attachments of the packet. They are handed on without a copy.</param>
    /// <exception cref="JsonException">The JSON does not fit the type, or a placeholder points nowhere.</exception>
    /// <exception cref="NotSupportedException">Nothing is known of the type, if reflection is off.</exception>
    public T? Deserialize<T>(ReadOnlySpan<byte> json, ReadOnlySpan<ReadOnlyMemory<byte>> attachments) =>
        Deserialize<T>(JsonText.Readable(json), AttachmentScope.EnterRead(attachments.ToArray()));

    /// <summary>Reads a value that lives on its own: what this serializer has read as JSON before.</summary>
    /// <typeparam name="T">The type wanted.</typeparam>
    /// <param name="value">The value; binary in it carries its bytes along.</param>
    /// <exception cref="JsonException">The JSON does not fit the type.</exception>
    /// <exception cref="NotSupportedException">Nothing is known of the type, if reflection is off.</exception>
    public T? Deserialize<T>(JsonElement value) => Deserialize<T>(JsonMarshal.GetRawUtf8Value(value), AttachmentScope.EnterReadSelfContained());

    /// <summary>Reads one argument.</summary>
    /// <typeparam name="T">
    /// The type wanted. In a <see cref="JsonElement"/> or a <see cref="System.Text.Json.Nodes.JsonNode"/> a placeholder gets one more member, <c>base64</c>,
    /// with its value, so that it is binary again when it is written. Data that looks so has a <c>=</c> in front of its <c>base64</c> until then.
    /// </typeparam>
    /// <param name="reader">
    /// Stands on the first token of the argument, or before it; afterwards on its last. If this throws, it stands where it was. What it reads has been
    /// through <see cref="JsonText.Readable(ReadOnlySpan{byte})"/>.
    /// </param>
    /// <param name="attachments">The attachments of the packet. They are handed on without a copy.</param>
    /// <exception cref="JsonException">The JSON does not fit the type, or a placeholder points nowhere.</exception>
    /// <exception cref="NotSupportedException">Nothing is known of the type, if reflection is off.</exception>
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

    // What converters of .NET throw at a token of another kind.
    private static JsonException AsJsonException(InvalidOperationException exception) =>
        new("The JSON cannot be converted to the type asked for.", exception);

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
            // A bare object has no type of its own to say.
            return _writing.GetTypeInfo(actual);
        }

        return _writing.TryGetTypeInfo(declared, out JsonTypeInfo? typeInfo)
            && (typeInfo.Kind != JsonTypeInfoKind.Object || typeInfo.PolymorphismOptions is not null)
            ? typeInfo
            : _writing.GetTypeInfo(actual);
    }
}
