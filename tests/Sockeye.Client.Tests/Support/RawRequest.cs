namespace Sockeye.Client.Tests.Support;

/// <summary>A request as it came to a <see cref="RawServer"/>.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The path and the query.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body.</param>
/// <param name="Stream">The connection, for answers that are none.</param>
internal sealed record RawRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body, Stream Stream)
{
    /// <summary>The cookies, or nothing.</summary>
    public string Cookies => Headers.GetValueOrDefault("Cookie", "");
}
