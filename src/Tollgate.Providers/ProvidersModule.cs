using Tollgate.Inference.Providers;
using Tollgate.Providers.Practice;
using Tollgate.Providers.Remote.Anthropic;
using Tollgate.Providers.Remote.Azure;
using Tollgate.Providers.Remote.Fal;
using Tollgate.Providers.Remote.Google;
using Tollgate.Providers.Remote.OpenAi;
using Tollgate.Providers.Upstream;

namespace Tollgate.Providers;

/// <summary>All providers that there are.</summary>
public static class ProvidersModule
{
    /// <summary>Where a kind is served when no other address is configured.</summary>
    public static IReadOnlyDictionary<string, Uri> Addresses { get; } = ChatKinds.All
        .Where(kind => kind.Address is not null)
        .Select(kind => KeyValuePair.Create(kind.Name, new Uri(kind.Address!)))
        .Append(KeyValuePair.Create(AnthropicProvider.Kind, AnthropicProvider.Address))
        .Append(KeyValuePair.Create(GoogleProvider.Kind, GoogleProvider.Address))
        .Append(KeyValuePair.Create(FalAddress.Kind, FalAddress.Base))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Makes one of each.</summary>
    /// <param name="client">Shared by all that are reached over the network.</param>
    /// <param name="time">Clock of the practice provider's pace.</param>
    public static IReadOnlyList<IModelProvider> Create(UpstreamClient client, TimeProvider time) =>
        [
            new OpenAiProvider(client), new AzureProvider(client), new AnthropicProvider(client), new GoogleProvider(client), new FalProvider(client),
            new PracticeProvider(time),
        ];
}
