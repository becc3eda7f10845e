using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;

namespace Sockeye.Tests.Handlers;

/// <summary>A class for those who are known, with a method for everybody.</summary>
[Authorize]
[SuppressMessage("Performance", "CA1822", Justification = "Methods of handler classes are methods of instances.")]
internal sealed class DoorHandlers
{
    public string Enter() => "entered";

    [AllowAnonymous]
    public string Knock() => "who is there";
}
