using System.Text.Json.Serialization;

namespace Sockeye.WasmPage;

/// <summary>All that is sent and received.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(byte[]))]
internal sealed partial class PageJson : JsonSerializerContext;
