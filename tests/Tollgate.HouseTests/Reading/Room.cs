namespace Tollgate.HouseTests.Reading;

/// <summary>One project under src: its name, the projects it references, its files.</summary>
internal sealed record Room(string Name, IReadOnlyList<string> Arrows, IReadOnlyList<SourceFile> Files)
{
    /// <summary>Only for projects of the web SDK, which brings more global usings.</summary>
    public bool Web { get; init; }

    /// <summary>Last part of the name: <c>Calls</c>.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];
}
