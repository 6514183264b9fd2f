namespace Tollgate.Tools.Catalog;

/// <summary>The servers that tools are sorted into.</summary>
internal static class ToolServers
{
    public const string Admin = "admin";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Admin, "socials", "data", "signals"];

    /// <summary>The server that a name in a path means, by its alias too; null when there is none.</summary>
    public static string? Find(string name) => name == "email" ? "data" : All.FirstOrDefault(server => server == name);
}
