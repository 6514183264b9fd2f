namespace Tollgate.Tools.Catalog;

/// <summary>The servers that tools are sorted into.</summary>
internal static class ToolServers
{
    public const string Admin = "admin";
    public const string Socials = "socials";
    public const string Data = "data";
    public const string Signals = "signals";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Admin, Socials, Data, Signals];

    /// <summary>The server that a name in a path means, by its alias too; null when there is none.</summary>
    public static string? Find(string name) => name == "email" ? Data : All.FirstOrDefault(server => server == name);
}
