using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tollgate.HouseTests.Reading;

/// <summary>One file of C#, with its path from the repository's root (forward slashes).</summary>
internal sealed class SourceFile(string path, string text)
{
    public static CSharpParseOptions Options { get; } =
        new(LanguageVersion.Latest, DocumentationMode.None);

    public string Path { get; } = path;

    public string Text { get; } = text;

    public SyntaxTree Tree { get; } = CSharpSyntaxTree.ParseText(text, Options, path);

    /// <summary>Name without folder and without extension.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Project's folder, e.g. <c>src/Tollgate.Calls</c>.</summary>
    public string ProjectFolder { get; } = string.Join('/', path.Split('/').Take(2));

    /// <summary>Folder within the project; empty for its root.</summary>
    public string Folder { get; } = string.Join('/', path.Split('/').Skip(2).SkipLast(1));

    public int Lines { get; } = text.AsSpan().Count('\n') + (text.EndsWith('\n') ? 0 : 1);

    public int LineOf(SyntaxNode node) => Tree.GetLineSpan(node.Span).StartLinePosition.Line + 1;
}
