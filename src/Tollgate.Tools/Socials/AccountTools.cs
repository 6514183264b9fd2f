using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Socials;

/// <summary>What connects an account at LinkedIn. Here is nothing that could be connected: only a data provider that the operator names can.</summary>
internal static class AccountTools
{
    private const string Message = "No provider of LinkedIn data is configured on this gateway, so that no account can be connected. "
        + "The tools of this server answer from a sample set until the operator names one.";

    public static IReadOnlyList<ITool> All() =>
    [
        new SampleTool(
            new ToolDefinition("connect_linkedin", ToolServers.Socials, 0)
            {
                Description = "Connects an account at LinkedIn, where the operator's data provider can.",
            },
            static _ => ToolAnswer.Ok(json =>
            {
                json.WriteString("status"u8, "not_configured");
                json.WriteString("message"u8, Message);
            })),
        new SampleTool(
            new ToolDefinition("list_connected_linkedin_accounts", ToolServers.Socials, 0)
            {
                Description = "The accounts at LinkedIn that are connected.",
            },
            static _ => ToolAnswer.Ok(json =>
            {
                json.WriteStartArray("accounts"u8);
                json.WriteEndArray();
                json.WriteString("status"u8, "not_configured");
                json.WriteString("message"u8, Message);
            })),
    ];
}
