using System.Globalization;

namespace Docs.Tests.Reference;

/// <summary>How the page of options writes a default.</summary>
internal static class OptionText
{
    private const long Kibi = 1024;

    /// <summary>Whether a cell says what the default is. Functions, collections and other objects are described in words.</summary>
    public static bool Says(string cell, object? value, string unit) => value switch
    {
        Enum choice => cell == choice.ToString(),
        null => cell == "none" || cell.Contains(' ', StringComparison.Ordinal), // What null stands for, in words.
        bool or TimeSpan or int or long or double or string => cell == Of(value, unit),
        _ => true,
    };

    public static string Of(object? value, string unit) => value switch
    {
        null => "none",
        bool on => on ? "on" : "off",
        TimeSpan time => Of(time),
        int number => Of(number, unit),
        long number => Of(number, unit),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static string Of(long number, string unit) => unit != "bytes" || number % Kibi != 0
        ? number.ToString("N0", CultureInfo.InvariantCulture)
        : number % (Kibi * Kibi) == 0 ? $"{number / (Kibi * Kibi)} MiB" : $"{number / Kibi} KiB";

    private static string Of(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => $"{time.TotalDays} days",
        { TotalHours: >= 1 } => $"{time.TotalHours} h",
        { TotalMinutes: >= 1 } => $"{time.TotalMinutes} min",
        { TotalSeconds: >= 1 } => $"{time.TotalSeconds} s",
        _ => $"{time.TotalMilliseconds} ms",
    };
}
