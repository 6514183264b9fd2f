using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Providers.Remote.Google;

/// <summary>Speaks to Google's Gemini API: a header of its own for the key, and in the path what is asked of which model.</summary>
internal sealed class GoogleProvider(UpstreamClient client) : IModelProvider
{
    public const string Kind = "google";

    private readonly GoogleAddresses _addresses = new();

    /// <summary>Where it is served when no other address is configured.</summary>
    public static Uri Address { get; } = new("https://generativelanguage.googleapis.com");

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [Kind];

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var key = request.Target.ApiKey;
        UpstreamHeader? header = key.Length == 0 ? null : new UpstreamHeader("x-goog-api-key", key);
        return client.PostAsync(_addresses.Of(request.Target.BaseUrl, request.Model, WhatOf(request)), header, null, request, cancellationToken);
    }

    private static string WhatOf(ModelRequest request) => request.Api switch
    {
        ModelApi.CountTokens => "countTokens",
        ModelApi.Embeddings => "batchEmbedContents",
        ModelApi.EmbedContent => "embedContent",
        ModelApi.Images => "predict",
        _ => request.Stream ? "streamGenerateContent?alt=sse" : "generateContent",
    };
}
