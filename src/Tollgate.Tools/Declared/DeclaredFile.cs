namespace Tollgate.Tools.Declared;

/// <summary>What a file declares, in its order.</summary>
internal sealed record DeclaredFile(List<DeclaredTool> Tools, List<DeclaredServer> Servers)
{
    /// <summary>A file with nothing in it.</summary>
    public static DeclaredFile Empty => new([], []);
}
