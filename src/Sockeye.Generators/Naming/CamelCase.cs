namespace Sockeye.Generators.Naming;

/// <summary>Converts names like System.Text.Json does for the web: <c>URLValue</c> becomes <c>urlValue</c>.</summary>
internal static class CamelCase
{
    public static string Of(string name)
    {
        var characters = name.ToCharArray();
        for (var i = 0; i < characters.Length && char.IsUpper(characters[i]); i++)
        {
            if (i > 0 && i + 1 < characters.Length && !char.IsUpper(characters[i + 1]))
            {
                break;
            }

            characters[i] = char.ToLowerInvariant(characters[i]);
        }

        return new string(characters);
    }
}
