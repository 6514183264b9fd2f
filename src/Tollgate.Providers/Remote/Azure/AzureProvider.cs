using System.Collections.Concurrent;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Providers.Remote.Azure;

/// <summary>Speaks to Azure OpenAI: OpenAI's formats, a header of its own for the key, and a deployment in place of the model.</summary>
internal sealed class AzureProvider(UpstreamClient client) : IModelProvider
{
    private const int MostAddresses = 1_024;

    // The address depends on the model in the older form. One object for each: what is known of an address is found by it.
    private readonly ConcurrentDictionary<(Uri Base, string Model, ModelApi Api), Uri> _addresses = new();

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [AzureAddress.Kind];

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var key = request.Target.ApiKey;
        UpstreamHeader? header = key.Length == 0 ? null : new UpstreamHeader("api-key", key);
        return client.PostAsync(AddressOf(request.Target.BaseUrl, request.Model, request.Api), header, null, request, cancellationToken);
    }

    private Uri AddressOf(Uri baseUrl, string model, ModelApi api)
    {
        if (_addresses.TryGetValue((baseUrl, model, api), out var known))
        {
            return known;
        }

        if (_addresses.Count >= MostAddresses)
        {
            _addresses.Clear();
        }

        return _addresses.GetOrAdd((baseUrl, model, api), AzureAddress.Of(baseUrl, model, api));
    }
}
