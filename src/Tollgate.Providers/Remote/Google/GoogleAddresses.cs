using System.Collections.Concurrent;

namespace Tollgate.Providers.Remote.Google;

/// <summary>Addresses of Google's API: the model stands in the path, and after it what is asked of it. One object for each: what is known of an
/// address is found by it.</summary>
internal sealed class GoogleAddresses
{
    private const int Most = 1_024;

    private static readonly Func<Uri, ConcurrentDictionary<(string Model, string What), Uri>> NewBook =
        static _ => new ConcurrentDictionary<(string Model, string What), Uri>();

    // By the base address object itself, which a target keeps.
    private readonly ConcurrentDictionary<Uri, ConcurrentDictionary<(string Model, string What), Uri>> _bases = new(ReferenceEqualityComparer.Instance);

    /// <param name="baseUrl">As the vendor's SDK takes it: without a version.</param>
    /// <param name="model">Name at the provider.</param>
    /// <param name="what">What is asked, query included: <c>streamGenerateContent?alt=sse</c>.</param>
    public Uri Of(Uri baseUrl, string model, string what)
    {
        if (_bases.TryGetValue(baseUrl, out var book) && book.TryGetValue((model, what), out var known))
        {
            return known;
        }

        // Names come from callers: nobody fills the memory with them.
        if (book is null ? _bases.Count >= Most : book.Count >= Most)
        {
            _bases.Clear();
        }

        var start = baseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return _bases.GetOrAdd(baseUrl, NewBook)
            .GetOrAdd((model, what), new Uri($"{start}/v1beta/models/{Uri.EscapeDataString(model)}:{what}"));
    }
}
