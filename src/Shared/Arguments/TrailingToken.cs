namespace Sockeye.Arguments;

/// <summary>The token that a caller passes as the last argument of an event. The compiler cannot distinguish it from an argument.</summary>
internal static class TrailingToken
{
    /// <summary>Removes the token from the arguments.</summary>
    /// <param name="arguments">The arguments, afterwards without the token. The array of the caller does not change.</param>
    /// <returns>The token, or one that is never cancelled.</returns>
    public static CancellationToken Take(ref object?[] arguments)
    {
        // An array of another type is a single argument.
        if (arguments is not [.., CancellationToken token] || arguments.GetType() != typeof(object[]))
        {
            return CancellationToken.None;
        }

        arguments = arguments[..^1];
        return token;
    }
}
