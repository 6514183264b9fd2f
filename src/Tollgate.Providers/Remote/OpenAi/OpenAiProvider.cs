using System.Collections.Concurrent;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream;

namespace Tollgate.Providers.Remote.OpenAi;

/// <summary>Speaks to OpenAI and to all who take its chat format at an address of their own.</summary>
internal sealed class OpenAiProvider(UpstreamClient client) : IModelProvider
{
    private const int MostAddresses = 1_024;

    // By the address object itself, which a target keeps: hashing and comparing what it spells costs more than all else here.
    private readonly ConcurrentDictionary<Uri, Uri> _addresses = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = ["openai", "openai_compatible"];

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var key = request.Target.ApiKey;
        var authorization = key.Length == 0 ? null : "Bearer " + key;
        return client.PostAsync(AddressOf(request.Target.BaseUrl), authorization, request, cancellationToken);
    }

    // Parsing an address costs more than the rest of the preparation: it is done once for each provider.
    private Uri AddressOf(Uri baseUrl)
    {
        if (_addresses.TryGetValue(baseUrl, out var known))
        {
            return known;
        }

        if (_addresses.Count >= MostAddresses)
        {
            _addresses.Clear();
        }

        var path = baseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return _addresses.GetOrAdd(baseUrl, new Uri(path + "/chat/completions" + baseUrl.Query));
    }
}
