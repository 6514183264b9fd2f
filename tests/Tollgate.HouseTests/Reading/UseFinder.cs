using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tollgate.HouseTests.Reading;

/// <summary>Finds which file uses which, by the symbols its names mean: types named, members called, types created. Comments, usings and
/// <c>var</c> do not count.</summary>
internal static class UseFinder
{
    public static IReadOnlyList<Use> Find(House house)
    {
        var files = house.Sources.ToDictionary(file => file.Path, StringComparer.Ordinal);
        return [.. house.Sources.AsParallel().AsOrdered().SelectMany(file => UsesOf(file, house.ModelOf(file), files))];
    }

    private static List<Use> UsesOf(SourceFile file, SemanticModel model, Dictionary<string, SourceFile> files)
    {
        var found = new Dictionary<(string, string), Use>();
        foreach (var node in file.Tree.GetRoot().DescendantNodes(node => node is not UsingDirectiveSyntax))
        {
            if (!MayMean(node) || Meaning(model, node) is not { } symbol || Declared(symbol) is not var (path, type)
                || path == file.Path || !files.TryGetValue(path, out var target))
            {
                continue;
            }

            found.TryAdd((path, type), new Use(file, target, type, file.LineOf(node)));
        }

        return [.. found.Values];
    }

    private static bool MayMean(SyntaxNode node) => node switch
    {
        IdentifierNameSyntax { IsVar: true } => false,
        SimpleNameSyntax => true,
        ImplicitObjectCreationExpressionSyntax => true,
        BinaryExpressionSyntax or PrefixUnaryExpressionSyntax => true,
        _ => false,
    };

    private static ISymbol? Meaning(SemanticModel model, SyntaxNode node)
    {
        var info = model.GetSymbolInfo(node);
        return info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
    }

    private static (string Path, string Type)? Declared(ISymbol symbol)
    {
        var meant = (symbol is IMethodSymbol { ReducedFrom: { } whole } ? whole : symbol).OriginalDefinition;
        if (meant is ILocalSymbol or IParameterSymbol or ITypeParameterSymbol or INamespaceSymbol or IRangeVariableSymbol or ILabelSymbol)
        {
            return null;
        }

        var type = meant as INamedTypeSymbol ?? meant.ContainingType;
        if (type is null)
        {
            return null;
        }

        var place = meant.DeclaringSyntaxReferences.FirstOrDefault() ?? type.DeclaringSyntaxReferences.FirstOrDefault();
        while (type.ContainingType is { } outer)
        {
            type = outer;
        }

        return place is null ? null : (place.SyntaxTree.FilePath, type.ToDisplayString());
    }
}
