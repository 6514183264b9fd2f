using System.Net;

namespace Tollgate.Host.Configuration;

/// <summary>What single values cannot tell: whether they make sense.</summary>
internal static class SettingsCheck
{
    // A unix socket's address holds 107 bytes; the file's own name takes some.
    private const int MostDataPath = 90;

    public static void Collect(TollgateOptions options, List<string> errors)
    {
        foreach (var url in Urls(options))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
            {
                errors.Add($"urls: '{url}' is no address such as http://127.0.0.1:8787");
            }
        }

        CheckStore(options.Host.Store, errors);
        PaymentSetup.Collect(options.Payments, errors);
        if (options.Host.AdminToken is { Length: 0 })
        {
            errors.Add("admin_token: empty");
        }

        if (options.Host.MasterKey is { } key && string.IsNullOrWhiteSpace(key))
        {
            errors.Add("master_key: empty");
        }

        if (Path.GetFullPath(options.Host.Data).Length > MostDataPath)
        {
            errors.Add($"data: the full path is longer than {MostDataPath} characters, too long for the control socket in it");
        }
    }

    /// <summary>The single addresses.</summary>
    public static string[] Urls(TollgateOptions options) =>
        options.Host.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>True when only this machine can reach the address.</summary>
    public static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));

    private static void CheckStore(string store, List<string> errors)
    {
        if (store == "sqlite")
        {
            return;
        }

        var isPostgres = store.StartsWith("postgres", StringComparison.OrdinalIgnoreCase)
            || store.Contains("Host=", StringComparison.OrdinalIgnoreCase);

        // A connection string may hold a password: it is not repeated.
        errors.Add(isPostgres ? "store: this version has no PostgreSQL store; leave it out or say sqlite" : "store: is not sqlite");
    }
}
