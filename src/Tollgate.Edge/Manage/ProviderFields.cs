using Tollgate.Inference.Providers;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Edge.Manage;

/// <summary>What a body says of an account at a provider.</summary>
/// <param name="Kind">Which dialect it speaks.</param>
/// <param name="BaseUrl">Its address; null for the kind's public one.</param>
/// <param name="Timeout">Most time to the first byte; null for the default.</param>
/// <param name="Keys">Keys in clear with their weights; null when none was named.</param>
internal sealed record ProviderFields(
    string Kind, string? BaseUrl, TimeSpan? Timeout, IReadOnlyList<(string Key, int Weight)>? Keys)
{
    private const int LongestKey = 4096;
    private const int MostKeys = 20;
    private const int HintFrom = 20;
    private const int HintLength = 4;

    public const string Anthropic = "anthropic";
    public const string Google = "google";
    public const string Practice = "practice";

    private static readonly string[] Kinds = [.. ChatKinds.All.Select(kind => kind.Name), Anthropic, Google, FalAddress.Kind, Practice];

    private static readonly (string Key, int Weight)[] NoKey = [("", 1)];

    /// <summary>False for a kind that answers without a key.</summary>
    public bool NeedsKey => Kind != Practice && ChatKinds.Of(Kind) is not { NeedsNoKey: true };

    /// <summary>Reads the body; meaningless unless it ends without refusal.</summary>
    public static ProviderFields Read(Fields body, string name)
    {
        var kindText = body.TextOrNull("kind", 64);
        var baseUrl = body.TextOrNull("base_url", 2048);
        var timeout = body.Whole("timeout_seconds", 1, 3600);
        var kind = kindText.Value ?? (Kinds.Contains(name) ? name : null);
        if (kind is null || !Kinds.Contains(kind) || (kind == Practice) != (name == Practice))
        {
            body.Fail("kind", $"must be one of {string.Join(", ", Kinds)} ({Practice} for the provider of that name alone); others are not available");
        }

        if (baseUrl.Value is { } url)
        {
            CheckBaseUrl(body, kind, url);
        }
        else if (kind is not null && ChatKinds.Of(kind) is { Address: null })
        {
            body.Fail("base_url", $"is needed for the kind {kind}");
        }

        var keys = ReadKeys(body);
        return new ProviderFields(
            kind ?? "", baseUrl.Value, timeout.Value is { } seconds ? TimeSpan.FromSeconds(seconds) : null, keys);
    }

    /// <summary>Seals the keys for their row; an address without a key gets an empty one.</summary>
    public IReadOnlyList<ProviderCredential> Seal(SecretBox box, Id<WorkspaceKind> workspace, string name) =>
        [.. (Keys ?? NoKey).Select(k => new ProviderCredential(
            box.Seal(k.Key, workspace, name), k.Weight, k.Key.Length >= HintFrom ? k.Key[^HintLength..] : ""))];

    private static List<(string Key, int Weight)>? ReadKeys(Fields body)
    {
        var one = body.TextOrNull("api_key", LongestKey);
        var several = body.Objects("keys", MostKeys);
        if (one.Value is not null && several.Value is not null)
        {
            body.Fail("keys", "cannot stand beside api_key");
        }

        if (one.Value is { } key)
        {
            CheckKey(body, "api_key", key);
            return [(key, 1)];
        }

        if (several.Value is null)
        {
            return null;
        }

        var keys = new List<(string Key, int Weight)>();
        foreach (var fields in several.Value)
        {
            var text = fields.Text("api_key", LongestKey, required: true);
            CheckKey(fields, "api_key", text.Value);
            keys.Add((text.Value, (int)(fields.Whole("weight", 1, 1000).Value ?? 1)));
            _ = fields.End();
        }

        return keys;
    }

    // It goes into a header as it is.
    private static void CheckKey(Fields fields, string name, string key)
    {
        if (key.Any(c => c is <= ' ' or > '~'))
        {
            fields.Fail(name, "must be of printable ASCII without spaces");
        }
    }

    private static void CheckBaseUrl(Fields body, string? kind, string text)
    {
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            && url.UserInfo.Length == 0 && url.Fragment.Length == 0
            && url.Host.Length > 0 && !text.Contains('@', StringComparison.Ordinal);
        if (isAddress && kind == AzureAddress.Kind)
        {
            if (!AzureAddress.IsBase(url!))
            {
                body.Fail("base_url", "must be https://NAME.openai.azure.com, alone or with /openai/v1; of the older form with ?api-version=, and with /openai/deployments/NAME where it is the same for every model");
            }
        }
        else if (!isAddress || url!.Query.Length > 0)
        {
            body.Fail("base_url", "must be an absolute http or https address without user, query or fragment");
        }
    }
}
