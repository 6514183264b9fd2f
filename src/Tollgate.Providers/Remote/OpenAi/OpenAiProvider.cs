using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Providers.Remote.OpenAi;

/// <summary>Speaks to OpenAI and to all who take its formats at an address of their own.</summary>
internal sealed class OpenAiProvider(UpstreamClient client) : IModelProvider
{
    // By what is asked; none where they serve no such thing.
    private readonly AddressBook?[] _books = [.. Enum.GetValues<ModelApi>().Select(api => OpenAiPaths.Has(api) ? new AddressBook(OpenAiPaths.Of(api)) : null)];

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [.. ChatKinds.All.Select(kind => kind.Name).Where(name => name != AzureAddress.Kind)];

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var key = request.Target.ApiKey;
        UpstreamHeader? authorization = key.Length == 0 ? null : new UpstreamHeader("Authorization", "Bearer " + key);
        return client.PostAsync(_books[(int)request.Api]!.Of(request.Target.BaseUrl), authorization, null, request, cancellationToken);
    }
}
