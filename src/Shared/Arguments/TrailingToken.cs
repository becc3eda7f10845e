namespace Sockeye.Arguments;

/// <summary>The token behind the arguments of an event, if a caller gives one among them: the compiler cannot tell it from an argument.</summary>
internal static class TrailingToken
{
    /// <summary>Takes the token away from the arguments.</summary>
    /// <param name="arguments">The arguments, without the token afterwards. The caller's array stays as it is.</param>
    /// <returns>The token, or one that is never cancelled.</returns>
    public static CancellationToken Take(ref object?[] arguments)
    {
        // An array of another type is one argument.
        if (arguments is not [.., CancellationToken token] || arguments.GetType() != typeof(object[]))
        {
            return CancellationToken.None;
        }

        arguments = arguments[..^1];
        return token;
    }
}
