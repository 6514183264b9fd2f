using Tollgate.Inference.Facts;

namespace Tollgate.Inference.Providers;

/// <summary>Addresses at Azure OpenAI. The present form (v1) has the deployment in the body, as its model; the older one has it in the
/// path, with a dated <c>api-version</c>. A base address that names the older form keeps it.</summary>
public static class AzureAddress
{
    /// <summary>The kind of provider.</summary>
    public const string Kind = "azure";

    private const string Version = "?api-version=";
    private const string V1 = "/openai/v1";
    private const string Deployments = "/openai/deployments";

    /// <summary>True for a base address of one of the forms: the resource alone, or with <c>/openai/v1</c>; with <c>?api-version=</c> for the older
    /// form, whose path may name the deployment: <c>/openai/deployments/NAME</c>.</summary>
    public static bool IsBase(Uri address)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        var dated = address.Query.Length > Version.Length
            && address.Query.StartsWith(Version, StringComparison.Ordinal)
            && !address.Query.AsSpan(Version.Length).ContainsAny("&=?%");
        return (dated || address.Query.Length == 0)
            && (path is "" or "/openai" or V1
                || (dated && path.StartsWith(Deployments + "/", StringComparison.Ordinal) && path.LastIndexOf('/') == Deployments.Length));
    }

    /// <summary>Where a model is served.</summary>
    /// <param name="baseUrl">As <see cref="IsBase"/> says.</param>
    /// <param name="model">The deployment.</param>
    /// <param name="api">What is asked of it.</param>
    public static Uri Of(Uri baseUrl, string model, ModelApi api)
    {
        var root = baseUrl.GetLeftPart(UriPartial.Authority);
        var path = baseUrl.AbsolutePath.TrimEnd('/');
        var whole = path switch
        {
            "" or "/openai" when baseUrl.Query.Length == 0 => V1,
            "" or "/openai" => $"{Deployments}/{Uri.EscapeDataString(model)}",
            _ => path,
        };
        return new Uri($"{root}{whole}{OpenAiPaths.Of(api)}{baseUrl.Query}");
    }
}
