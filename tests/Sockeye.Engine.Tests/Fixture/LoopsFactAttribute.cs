using System.Runtime.CompilerServices;

namespace Sockeye.Engine.Tests.Fixture;

/// <summary>A test of what event loops alone do. It is skipped with the other transports.</summary>
internal sealed class LoopsFactAttribute : FactAttribute
{
    public LoopsFactAttribute(string reason, [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = reason;
        SkipUnless = nameof(Suite.HasLoops);
        SkipType = typeof(Suite);
    }
}
