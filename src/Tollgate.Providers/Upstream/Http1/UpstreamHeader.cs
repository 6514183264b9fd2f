namespace Tollgate.Providers.Upstream.Http1;

/// <summary>A header that a kind of provider asks for: its key, or the version of its API.</summary>
public readonly record struct UpstreamHeader(string Name, string Value);
