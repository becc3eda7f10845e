namespace Sockeye.Tests.Sockets;

/// <summary>A handler that is an extension method keeps the first argument of its method.</summary>
internal static class JoinedExtensions
{
    public static string Joined(this string text, string other) => text + other;
}
