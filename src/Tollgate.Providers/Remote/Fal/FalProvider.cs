using System.Collections.Concurrent;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Providers.Remote.Fal;

/// <summary>Speaks to fal, which answers while the caller waits: a path for each model, and its own word before the key. It makes images and
/// nothing else here.</summary>
internal sealed class FalProvider(UpstreamClient client) : IModelProvider
{
    private const int MostAddresses = 1_024;

    // One object for each: what is known of an address is found by it.
    private readonly ConcurrentDictionary<(Uri Base, string Model), Uri> _addresses = new();

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [FalAddress.Kind];

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        if (!FalAddress.IsModel(request.Model))
        {
            return new ValueTask<SendOutcome>(
                new SendOutcome(null, new ProviderError(ProviderErrorKind.NotSent, "The model's name is none that fal may have.")));
        }

        var key = request.Target.ApiKey;
        UpstreamHeader? header = key.Length == 0 ? null : new UpstreamHeader("Authorization", "Key " + key);
        return client.PostAsync(AddressOf(request.Target.BaseUrl, request.Model), header, null, request, cancellationToken);
    }

    private Uri AddressOf(Uri baseUrl, string model)
    {
        if (_addresses.TryGetValue((baseUrl, model), out var known))
        {
            return known;
        }

        // Names come from callers: nobody fills the memory with them.
        if (_addresses.Count >= MostAddresses)
        {
            _addresses.Clear();
        }

        return _addresses.GetOrAdd((baseUrl, model), FalAddress.Of(baseUrl, model));
    }
}
