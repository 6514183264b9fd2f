namespace Tollgate.Providers.Upstream.Connections;

/// <summary>Who is spoken to: connections to the same are alike.</summary>
internal readonly record struct Origin(bool IsTls, string Host, int Port)
{
    public static Origin Of(Uri address) => new(address.Scheme == Uri.UriSchemeHttps, address.IdnHost, address.Port);
}
