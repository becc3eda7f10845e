using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;

namespace Sockeye.Tests.Handlers;

/// <summary>A base whose methods are for everybody.</summary>
[AllowAnonymous]
[SuppressMessage("Performance", "CA1822", Justification = "Methods of handler classes are methods of instances.")]
internal abstract class OpenHandlers
{
    public string Ring() => "rung";
}
