using Tollgate.Inference.Providers;
using Tollgate.Providers.Practice;
using Tollgate.Providers.Remote.OpenAi;
using Tollgate.Providers.Upstream;

namespace Tollgate.Providers;

/// <summary>All providers that there are.</summary>
public static class ProvidersModule
{
    /// <summary>Where the kind <c>openai</c> is served when no other address is configured.</summary>
    public static Uri OpenAiAddress { get; } = new("https://api.openai.com/v1");

    /// <summary>Makes one of each.</summary>
    /// <param name="client">Shared by all that are reached over the network.</param>
    /// <param name="time">Clock of the practice provider's pace.</param>
    public static IReadOnlyList<IModelProvider> Create(UpstreamClient client, TimeProvider time) =>
        [new OpenAiProvider(client), new PracticeProvider(time)];
}
