namespace Tollgate.Tools.Declared;

/// <summary>What a file declares, in its order.</summary>
internal sealed record DeclaredFile(IReadOnlyList<DeclaredTool> Tools, IReadOnlyList<DeclaredServer> Servers)
{
    /// <summary>A file with nothing in it.</summary>
    public static DeclaredFile Empty { get; } = new([], []);
}
