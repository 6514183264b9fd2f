using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Tools.Pins;

/// <summary>Something that waits for an operator.</summary>
/// <param name="Server">Name of the server's declaration.</param>
/// <param name="Tool">The tool, and both its forms.</param>
internal sealed record ToolChange(string Server, PinnedTool Tool)
{
    /// <summary>Names this very change: what is accepted by it is what was looked at, and nothing that came after.</summary>
    public string Id { get; } = "chg_" + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Server}\n{Tool.Name}\n{Tool.Waiting!.Hash()}")).AsSpan(0, 12));

    /// <summary>What is different; empty for a tool that is new.</summary>
    public IReadOnlyList<string> Changed { get; } = Tool.Accepted is null ? [] : Tool.Accepted.DifferencesTo(Tool.Waiting!);
}
