using Docs.Tests.Pages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Docs.Tests.Words;

/// <summary>The documentation of options says what an application gets if it does not set them.</summary>
public sealed class OptionDocTests
{
    [Fact]
    public void Option_OfEveryPublicClass_StatesItsDefault()
    {
        var missing =
            from file in Repository.Files("src", "*Options.cs")
            from type in CSharpSyntaxTree.ParseText(Repository.Read(file)).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()
            where IsPublic(type.Modifiers)
            from property in type.Members.OfType<PropertyDeclarationSyntax>()
            where IsPublic(property.Modifiers) && property.AccessorList?.Accessors.Any(SyntaxKind.SetAccessorDeclaration) == true
            where !property.GetLeadingTrivia().ToFullString().Contains("<value>", StringComparison.Ordinal)
            select $"{file}: {type.Identifier}.{property.Identifier} has no <value>";

        Findings.AssertNone(missing);
    }

    private static bool IsPublic(SyntaxTokenList modifiers) => modifiers.Any(SyntaxKind.PublicKeyword);
}
