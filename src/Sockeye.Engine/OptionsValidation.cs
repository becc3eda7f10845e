using System.IO.Compression;

namespace Sockeye.Engine;

/// <summary>Checks the options at start-up, because invalid values would otherwise fail under load.</summary>
internal static class OptionsValidation
{
    private const string Compression = "A threshold of at least 0 bytes, and a level that exists.";

    // A client sets one timer for both together. A longer timer in JavaScript would fire at once.
    private static readonly TimeSpan _longestSilence = TimeSpan.FromMilliseconds(int.MaxValue);

    public static void ThrowIfInvalid(EngineOptions options)
    {
        Require((options.Transports & EngineTransports.All) != 0 && (options.Transports & ~EngineTransports.All) == 0, nameof(options.Transports), "At least one known transport.");
        Require(options.PingInterval > TimeSpan.Zero, nameof(options.PingInterval), "Above zero.");
        Require(options.PingTimeout > TimeSpan.Zero, nameof(options.PingTimeout), "Above zero.");
        Require(
            options.PingInterval <= _longestSilence - options.PingTimeout,
            nameof(options.PingInterval),
            $"Together with {nameof(options.PingTimeout)} at most {int.MaxValue} ms (24.8 days), which is the longest timer in JavaScript.");
        Require(options.UpgradeTimeout > TimeSpan.Zero, nameof(options.UpgradeTimeout), "Above zero.");
        Require(options.MaxPayload is > 0 and <= 1 << 30, nameof(options.MaxPayload), "Between 1 byte and 1 GiB.");
        Require(options.HttpRequestBodyTimeout > TimeSpan.Zero, nameof(options.HttpRequestBodyTimeout), "Above zero.");
        Require(options.HttpCompression is not { } http || IsCompression(http.Threshold, http.Level), nameof(options.HttpCompression), Compression);
        Require(options.PerMessageDeflate is not { } deflate || IsCompression(deflate.Threshold, deflate.Level), nameof(options.PerMessageDeflate), Compression);
        Require(options.MaxPendingConnections > 0, nameof(options.MaxPendingConnections), "Above zero.");
        Require(options.MaxPendingConnectionsPerAddress > 0, nameof(options.MaxPendingConnectionsPerAddress), "Above zero.");
        Require(options.MaxBufferedBytes > 0, nameof(options.MaxBufferedBytes), "Above zero.");
        Require(options.MaxBufferedPackets > 0, nameof(options.MaxBufferedPackets), "Above zero.");
    }

    private static bool IsCompression(int threshold, CompressionLevel level) => threshold >= 0 && Enum.IsDefined(level);

    private static void Require(bool valid, string option, string expected)
    {
        if (!valid)
        {
            throw new ArgumentException($"The option {option} is not valid. {expected}", nameof(option));
        }
    }
}
