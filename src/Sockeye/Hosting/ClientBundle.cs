using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Hosting;

/// <summary>The files of the official client and of the client for rooms. The build puts them into this assembly.</summary>
internal sealed class ClientBundle
{
    private const string ResourcePrefix = "client/";

    private readonly FrozenDictionary<string, ClientScript> _files = typeof(ClientBundle).Assembly
        .GetManifestResourceNames()
        .Where(static name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
        .ToFrozenDictionary(static name => name[ResourcePrefix.Length..], static name => new ClientScript(name), StringComparer.Ordinal);

    public bool TryFind(string file, [NotNullWhen(true)] out ClientScript? script) => _files.TryGetValue(file, out script);
}
