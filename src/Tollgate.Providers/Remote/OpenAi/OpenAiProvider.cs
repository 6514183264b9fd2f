using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Providers.Remote.OpenAi;

/// <summary>Speaks to OpenAI and to all who take its chat format at an address of their own.</summary>
internal sealed class OpenAiProvider(UpstreamClient client) : IModelProvider
{
    private readonly AddressBook _chat = new("/chat/completions");
    private readonly AddressBook _responses = new("/responses");

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [.. ChatKinds.All.Select(kind => kind.Name).Where(name => name != AzureAddress.Kind)];

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var key = request.Target.ApiKey;
        UpstreamHeader? authorization = key.Length == 0 ? null : new UpstreamHeader("Authorization", "Bearer " + key);
        var address = request.Api == ModelApi.Responses ? _responses : _chat;
        return client.PostAsync(address.Of(request.Target.BaseUrl), authorization, null, request, cancellationToken);
    }
}
