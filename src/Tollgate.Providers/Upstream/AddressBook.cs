using System.Collections.Concurrent;

namespace Tollgate.Providers.Upstream;

/// <summary>Full addresses of one path at the base addresses of providers. Parsing an address costs more than the rest of a call's preparation, so
/// it is done once for each base.</summary>
/// <param name="path">What is added to a base, slash first.</param>
internal sealed class AddressBook(string path)
{
    private const int Most = 1_024;

    // By the address object itself, which a target keeps: hashing and comparing what it spells costs more than all else here.
    private readonly ConcurrentDictionary<Uri, Uri> _addresses = new(ReferenceEqualityComparer.Instance);

    public Uri Of(Uri baseUrl)
    {
        if (_addresses.TryGetValue(baseUrl, out var known))
        {
            return known;
        }

        if (_addresses.Count >= Most)
        {
            _addresses.Clear();
        }

        var start = baseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return _addresses.GetOrAdd(baseUrl, new Uri(start + path + baseUrl.Query));
    }
}
