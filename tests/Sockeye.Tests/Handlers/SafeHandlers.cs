using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;

namespace Sockeye.Tests.Handlers;

/// <summary>A class for those who are known, with a method for some of them.</summary>
[Authorize]
[SuppressMessage("Performance", "CA1822", Justification = "Methods of handler classes are methods of instances.")]
internal sealed class SafeHandlers
{
    public string Read() => "read";

    [Authorize("Keys")]
    public string Open(string what) => $"opened {what}";

    [Authorize(Roles = "owner")]
    public string Sell() => "sold";
}
