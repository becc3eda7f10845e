using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sockeye.ClientFixture.Output;

/// <summary>What goes out: a line of JSON each, written to the pipe before the next thing happens, in one order for all threads.</summary>
internal static class Line
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000, SkipValidation = true };
    private static readonly Stream s_output = Console.OpenStandardOutput();
    private static readonly ArrayBufferWriter<byte> s_buffer = new();
    private static readonly Lock s_gate = new();

    /// <summary>Writes the members of one object.</summary>
    public static void Write(Action<Utf8JsonWriter> members)
    {
        lock (s_gate)
        {
            s_buffer.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(s_buffer, s_options))
            {
                json.WriteStartObject();
                members(json);
                json.WriteEndObject();
            }

            s_buffer.Write("\n"u8);
            try
            {
                s_output.Write(s_buffer.WrittenSpan);
                s_output.Flush();
            }
            catch (IOException)
            {
                // The driver has gone.
            }
        }
    }
}
