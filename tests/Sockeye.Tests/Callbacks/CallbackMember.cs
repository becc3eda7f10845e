namespace Sockeye.Tests.Callbacks;

/// <summary>A parameter, property or event of a delegate type.</summary>
internal sealed record CallbackMember(string Name, Type Type)
{
    /// <summary>What the delegate returns; nothing for one that only names a listener.</summary>
    public Type? Result => Type == typeof(Delegate) ? null : Type.GetMethod("Invoke")!.ReturnType;
}
