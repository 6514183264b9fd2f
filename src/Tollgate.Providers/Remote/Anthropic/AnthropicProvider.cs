using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Providers.Remote.Anthropic;

/// <summary>Speaks to Anthropic and to all who take its messages at an address of their own.</summary>
internal sealed class AnthropicProvider(UpstreamClient client) : IModelProvider
{
    public const string Kind = "anthropic";

    private static readonly UpstreamHeader Version = new("anthropic-version", "2023-06-01");

    private readonly AddressBook _messages = new("/v1/messages");
    private readonly AddressBook _counts = new("/v1/messages/count_tokens");

    /// <summary>Where it is served when no other address is configured.</summary>
    public static Uri Address { get; } = new("https://api.anthropic.com");

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [Kind];

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var key = request.Target.ApiKey;
        UpstreamHeader? header = key.Length == 0 ? null : new UpstreamHeader("x-api-key", key);
        var address = (request.Api == ModelApi.CountTokens ? _counts : _messages).Of(request.Target.BaseUrl);
        return client.PostAsync(address, header, Version, request, cancellationToken);
    }
}
