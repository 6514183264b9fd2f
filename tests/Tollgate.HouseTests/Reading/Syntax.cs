using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tollgate.HouseTests.Reading;

/// <summary>Questions about syntax that several laws ask.</summary>
internal static class Syntax
{
    public static bool IsTypeDeclaration(SyntaxNode node) => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax;

    /// <summary>Names of the types a file declares outside of other types.</summary>
    public static IEnumerable<string> TopTypeNames(SourceFile file) =>
        TopTypes(file).Select(type => type is BaseTypeDeclarationSyntax named ? named.Identifier.Text : ((DelegateDeclarationSyntax)type).Identifier.Text);

    public static IEnumerable<MemberDeclarationSyntax> TopTypes(SourceFile file) =>
        file.Tree.GetRoot().DescendantNodes(node => !IsTypeDeclaration(node)).Where(IsTypeDeclaration).Cast<MemberDeclarationSyntax>();

    /// <summary>Methods with <c>[Fact]</c> or <c>[Theory]</c>.</summary>
    public static IEnumerable<MethodDeclarationSyntax> TestMethods(SourceFile file) =>
        file.Tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Where(method =>
            method.AttributeLists.SelectMany(list => list.Attributes).Any(a => a.Name.ToString() is "Fact" or "Theory"));

    /// <summary>The name by which an invocation calls.</summary>
    public static string? CalledName(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.Text,
        MemberBindingExpressionSyntax member => member.Name.Identifier.Text,
        SimpleNameSyntax name => name.Identifier.Text,
        _ => null,
    };
}
