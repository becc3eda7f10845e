namespace Sockeye.Tests.Troubleshooting;

/// <summary>The section of <c>docs/troubleshooting.md</c> that a test holds.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MistakeAttribute(string section) : Attribute
{
    public string Section { get; } = section;
}
