using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Laws;

/// <summary>Law 8: what fits into a head. Positional records are lists of facts and may have more parameters.</summary>
public sealed class SizesTests(ITestOutputHelper output)
{
    private const int FileLines = 400;
    private const int MethodLines = 70;
    private const int Parameters = 6;

    [Fact]
    public void Sizes_InThisHouse_KeepTheirBounds()
    {
        var lines = Repository.House.Sources.Select(file => file.Lines).Order().ToList();
        output.WriteLine($"{lines.Count} files under src: median {lines[lines.Count / 2]} lines, p90 {lines[lines.Count * 9 / 10]}, longest {lines[^1]}");

        Oversized(Repository.House).ShouldBeKept($"Files have at most {FileLines} lines, methods {MethodLines}, parameters {Parameters}:");
    }

    [Fact]
    public void Files_ThatAreTooLong_AreNamed()
    {
        var house = Sample.House(("src/Tollgate.A/Room/Long.cs", "class Long;" + new string('\n', FileLines + 1)));

        Oversized(house).ShouldBe([$"src/Tollgate.A/Room/Long.cs has {FileLines + 1} lines"]);
    }

    [Fact]
    public void Methods_ThatAreTooLong_AreNamed()
    {
        var house = Sample.House(("src/Tollgate.A/Room/Tall.cs", "class Tall { void Go() {" + new string('\n', MethodLines) + "} }"));

        Oversized(house).ShouldBe([$"src/Tollgate.A/Room/Tall.cs:1 Go has {MethodLines + 1} lines"]);
    }

    [Fact]
    public void Parameters_ThatAreTooMany_AreNamed()
    {
        var house = Sample.House(
            ("src/Tollgate.A/Room/Wide.cs", "class Wide(int a, int b, int c, int d, int e, int f, int g) { void Go(int a, int b, int c, int d, int e, int f, int g) { } }"),
            ("src/Tollgate.A/Room/Facts.cs", "record Facts(int A, int B, int C, int D, int E, int F, int G);"));

        Oversized(house).ShouldBe(["src/Tollgate.A/Room/Wide.cs:1 Wide has 7 parameters", "src/Tollgate.A/Room/Wide.cs:1 Go has 7 parameters"], ignoreOrder: true);
    }

    private static IEnumerable<string> Oversized(House house)
    {
        foreach (var file in house.Sources.Concat(house.Tests))
        {
            if (file.Lines > FileLines)
            {
                yield return $"{file.Path} has {file.Lines} lines";
            }

            foreach (var node in file.Tree.GetRoot().DescendantNodes())
            {
                if (Named(node) is not var (name, parameters))
                {
                    continue;
                }

                var span = file.Tree.GetLineSpan(node.Span);
                var lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
                if (lines > MethodLines && node is not TypeDeclarationSyntax)
                {
                    yield return $"{file.Path}:{file.LineOf(node)} {name} has {lines} lines";
                }

                if (parameters?.Parameters.Count > Parameters)
                {
                    yield return $"{file.Path}:{file.LineOf(node)} {name} has {parameters.Parameters.Count} parameters";
                }
            }
        }
    }

    private static (string Name, ParameterListSyntax? Parameters)? Named(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => (method.Identifier.Text, method.ParameterList),
        LocalFunctionStatementSyntax local => (local.Identifier.Text, local.ParameterList),
        ConstructorDeclarationSyntax constructor => (constructor.Identifier.Text, constructor.ParameterList),
        OperatorDeclarationSyntax op => (op.OperatorToken.Text, op.ParameterList),
        AccessorDeclarationSyntax accessor => (accessor.Keyword.Text, null),
        RecordDeclarationSyntax => null,
        TypeDeclarationSyntax { ParameterList: { } list } type => (type.Identifier.Text, list),
        _ => null,
    };
}
