namespace Docs.Tests.Pages;

/// <summary>A block of code of a page.</summary>
/// <param name="Language">The word behind the fence.</param>
/// <param name="Code">The text between the fences.</param>
/// <param name="Line">The line of the page that <paramref name="Code"/> begins in, from 1.</param>
/// <param name="File">The path in the comment before it, <c>&lt;!-- file: PATH --&gt;</c>: the file of the program that the block is; or null.</param>
/// <param name="IsHidden">It is a comment of the page, <c>&lt;!-- csharp ... --&gt;</c>: what the visible blocks of the page need, but readers do not.</param>
internal sealed record Block(string Language, string Code, int Line, string? File, bool IsHidden);
