using System.Net;
using System.Net.Mail;
using System.Text;

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
        CheckMail(options, errors);
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

    private static void CheckMail(TollgateOptions options, List<string> errors)
    {
        if (options.Signup.Enabled && options.Smtp.Host is null)
        {
            errors.Add("signup.enabled: codes go out by mail, and smtp.host is not set");
        }

        if (options.Smtp.User is not null && options.Smtp.Password is null)
        {
            errors.Add("smtp.user: smtp.password is not set");
        }

        if (!MailAddress.TryCreate(options.Smtp.From, out _))
        {
            errors.Add($"smtp.from: '{options.Smtp.From}' is no mail address");
        }

        CheckEmail(options.Email, errors);

        // In the form that requests carry, else it would never be met.
        foreach (var host in options.Tools.Hosts.Where(h => Uri.CheckHostName(h.Value) != UriHostNameType.Dns
            || h.Value.EndsWith('.') || !Ascii.IsValid(h.Value)))
        {
            errors.Add($"tools.hosts.{host.Key}: '{host.Value}' is no host name such as tools.example.com, without port and in ASCII (xn--...)");
        }

        foreach (var host in options.Tools.Hosts.GroupBy(h => h.Value, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            errors.Add($"tools.hosts: '{host.Key}' is the name of more than one server");
        }

        foreach (var (path, address) in new[]
        {
            ("greenhouse", options.Tools.Greenhouse), ("lever", options.Tools.Lever), ("lever_eu", options.Tools.LeverEu), ("ashby", options.Tools.Ashby),
        })
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var board) || board.Scheme is not ("http" or "https") || board.Query.Length > 0)
            {
                errors.Add($"tools.boards.{path}: '{address}' is no address such as https://boards.example.com");
            }
        }

        foreach (var origin in options.Tools.McpOrigins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var page) || page.GetLeftPart(UriPartial.Authority) != origin)
            {
                errors.Add($"tools.mcp_origins: '{origin}' is no origin such as https://app.example.com");
            }
        }
    }

    private static void CheckEmail(EmailOptions email, List<string> errors)
    {
        if (email.Servers() is null)
        {
            errors.Add($"email.dns_servers: '{email.DnsServers}' is no list of addresses such as 192.0.2.1,192.0.2.2:53");
        }

        if (email.SmtpCheck && email.SmtpHello is null)
        {
            errors.Add("email.smtp_check: mail hosts want to know who asks, and email.smtp_hello is not set");
        }

        if (email.SmtpHello is { } hello && (Uri.CheckHostName(hello) != UriHostNameType.Dns || !Ascii.IsValid(hello)))
        {
            errors.Add($"email.smtp_hello: '{hello}' is no host name such as gate.example.com");
        }

        if (email.SmtpSender is { } sender && (!Ascii.IsValid(sender) || !MailAddress.TryCreate(sender, out var address) || address.Address != sender))
        {
            errors.Add($"email.smtp_sender: '{sender}' is no mail address");
        }
    }

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
