using System.Globalization;

namespace Tollgate.Host.Configuration;

/// <summary>Every setting there is. The JSON schema and the reading of file, environment and command line follow from it.</summary>
internal static class SettingsTable
{
    private const int MostSeconds = 86_400;

    public static IReadOnlyList<Setting> All { get; } =
    [
        Text("urls", "Addresses to listen on, separated by ';'. Plain HTTP; the default can be reached from this machine alone.",
            o => o.Host.Urls, (o, v) => o.Host.Urls = v),
        Text("data", "Directory of everything that is kept.", o => o.Host.Data, (o, v) => o.Host.Data = v) with { NotInFile = true },
        Text("store", "Kind of store: sqlite.", o => o.Host.Store, (o, v) => o.Host.Store = v),
        Secret("admin_token", "Token of the management API; without it the one made at first start counts.",
            o => o.Host.AdminToken, (o, v) => o.Host.AdminToken = v),
        Secret("master_key", "Encrypts provider keys: 32 bytes in base64 or hex, or a passphrase; without it the file master.key in the data directory counts.",
            o => o.Host.MasterKey, (o, v) => o.Host.MasterKey = v),
        Seconds("server.grace_seconds", "What calls under way may take to end after SIGTERM.", 0,
            o => o.Server.Grace, (o, v) => o.Server.Grace = v),
        Number("server.max_body_bytes", "Largest request body, bytes.", 1024, 1L << 30,
            o => o.Server.MaxBodyBytes, (o, v) => o.Server.MaxBodyBytes = v),
        Number("server.max_upload_bytes", "Most bytes of uploaded files that lie in the data directory at once, while their requests run; each workspace may have half of them.",
            64 << 20, 1L << 40, o => o.Server.MostUploadBytes, (o, v) => o.Server.MostUploadBytes = v),
        Number("server.max_header_bytes", "Largest request head, all headers together, bytes.", 4096, 1 << 20,
            o => o.Server.MaxHeaderBytes, (o, v) => o.Server.MaxHeaderBytes = v),
        Number("server.max_connections", "Most connections at once; 0 means no limit.", 0, 1_000_000,
            o => o.Server.MaxConnections, (o, v) => o.Server.MaxConnections = v),
        Seconds("server.reader_stall_seconds", "How long a caller may take nothing of its reply before it is cut off.", 2,
            o => o.Server.ReaderStall, (o, v) => o.Server.ReaderStall = v),
        Seconds("server.keep_alive_seconds", "How long an idle connection is kept.", 1,
            o => o.Server.KeepAlive, (o, v) => o.Server.KeepAlive = v),
        Flag("providers.allow_private_addresses", "Whether providers may have loopback and private addresses (a model served in the own network).",
            o => o.Providers.AllowPrivateAddresses, (o, v) => o.Providers.AllowPrivateAddresses = v),
        Seconds("providers.connect_timeout_seconds", "Most time to make a connection to a provider, TLS included.", 1,
            o => o.Providers.ConnectTimeout, (o, v) => o.Providers.ConnectTimeout = v),
        Number("providers.retries", "How often a call is tried again at the same target after a failure that cost nothing, at most.", 0, 5,
            o => o.Providers.Retries, (o, v) => o.Providers.Retries = (int)v),
        Number("keys.most_children", "Most run keys of one parent key that may live at once.", 1, 100_000,
            o => o.Keys.MostChildren, (o, v) => o.Keys.MostChildren = v),
        Number("wallet.start_tokens", "Tokens that a new wallet begins with.", 0, 1_000_000_000,
            o => o.Wallet.StartTokens, (o, v) => o.Wallet.StartTokens = v),
        Number("wallet.tokens_per_usd", "Tokens that one US dollar buys.", 1, 1_000_000_000,
            o => o.Wallet.TokensPerUsd, (o, v) => o.Wallet.TokensPerUsd = v),
        Number("wallet.daily_cap_usd", "What automatic top-ups of one wallet may charge in a UTC day, USD.", 5, 1_000_000,
            o => o.Payments.DayCapUsd, (o, v) => o.Payments.DayCapUsd = v),
        Number("wallet.monthly_cap_usd", "The same in a UTC month, USD; 0 means no limit.", 0, 10_000_000,
            o => o.Payments.MonthCapUsd, (o, v) => o.Payments.MonthCapUsd = v),
        Secret("payments.stripe.secret_key", "Secret or restricted key of Stripe; without it the built-in test card alone pays.",
            o => o.Payments.StripeSecretKey, (o, v) => o.Payments.StripeSecretKey = v),
        Secret("payments.stripe.webhook_secrets", "Signing secrets of Stripe's webhook endpoint, separated by ',' while one is rotated.",
            o => o.Payments.StripeWebhookSecrets, (o, v) => o.Payments.StripeWebhookSecrets = v),
        Text("payments.stripe.account", "Connected account (acct_...) that charges are made for; without it the key's own.",
            o => o.Payments.StripeAccount, (o, v) => o.Payments.StripeAccount = v),
        Text("payments.stripe.address", "Address of Stripe's API, for tests; without it the public one.",
            o => o.Payments.StripeAddress, (o, v) => o.Payments.StripeAddress = v),
        Text("payments.return_url", "Where buyers come back to from a payment page; without it the first address that is listened on.",
            o => o.Payments.ReturnUrl, (o, v) => o.Payments.ReturnUrl = v),
        Text("tools.directory", "Directory of declared tools (*.json); without it tools in the data directory.",
            o => o.Tools.Directory, (o, v) => o.Tools.Directory = v),
        Flag("tools.allow_private_addresses", "Whether declared tools, signals and get_email may connect to loopback and private addresses; for development.",
            o => o.Tools.AllowPrivateAddresses, (o, v) => o.Tools.AllowPrivateAddresses = v),
        ToolHost("admin"),
        ToolHost("socials"),
        ToolHost("data"),
        ToolHost("signals"),
        Text("tools.mcp_origins", "Web pages (https://app.example.com) whose scripts may speak MCP, separated by ','; pages of this machine always may.",
            o => o.Tools.McpOrigins.Count == 0 ? null : string.Join(',', o.Tools.McpOrigins),
            (o, v) => o.Tools.McpOrigins = v.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        Text("tools.boards.greenhouse", "Address of Greenhouse's API of job boards.", o => o.Tools.Greenhouse, (o, v) => o.Tools.Greenhouse = v),
        Text("tools.boards.lever", "Address of Lever's API of postings.", o => o.Tools.Lever, (o, v) => o.Tools.Lever = v),
        Text("tools.boards.lever_eu", "The same for sites of the European Union.", o => o.Tools.LeverEu, (o, v) => o.Tools.LeverEu = v),
        Text("tools.boards.ashby", "Address of Ashby's API of postings.", o => o.Tools.Ashby, (o, v) => o.Tools.Ashby = v),
        Flag("tools.boards.careers_pages", "Whether companies' own pages of open positions are read for links to their boards.",
            o => o.Tools.ReadsCareersPages, (o, v) => o.Tools.ReadsCareersPages = v),
        Seconds("tools.signals.kept_seconds", "How long boards and pages that signals have read are kept for the wallet that asked.", 0,
            o => o.Tools.SignalsKept, (o, v) => o.Tools.SignalsKept = v),
        Choice("tools.signals.charge", "Which detectors detect_signal charges: all that ran, or only those that fired (and answers only these).", ["ran", "fired"],
            o => o.Tools.ChargesFiredOnly ? "fired" : "ran", (o, v) => o.Tools.ChargesFiredOnly = v == "fired"),
        Text("email.dns_servers", "Resolvers (192.0.2.1 or 192.0.2.1:53, separated by ',') that get_email asks for mail hosts; without it those of the machine.",
            o => o.Email.DnsServers, (o, v) => o.Email.DnsServers = v),
        Flag("email.smtp_check", "Whether get_email asks mail hosts (port 25) which addresses they have; nothing is sent. Needs email.smtp_hello.",
            o => o.Email.SmtpCheck, (o, v) => o.Email.SmtpCheck = v),
        Text("email.smtp_hello", "This machine's host name as mail hosts see it, by which we introduce ourselves to them.",
            o => o.Email.SmtpHello, (o, v) => o.Email.SmtpHello = v),
        Text("email.smtp_sender", "Mail address that is named to them as the sender; without it none is, as in bounces.",
            o => o.Email.SmtpSender, (o, v) => o.Email.SmtpSender = v),
        Flag("signup.enabled", "Whether anyone gets a key by mail (the tool get_api_key); needs smtp.host.",
            o => o.Signup.Enabled, (o, v) => o.Signup.Enabled = v),
        Choice("signup.plan", "Plan of the workspaces that are made by mail.", ["starter", "pro", "agency", "self_hosted"],
            o => o.Signup.Plan, (o, v) => o.Signup.Plan = v),
        Number("signup.codes_per_address", "Most codes that are sent to one mail address within 24 hours.", 1, 1_000,
            o => o.Signup.CodesPerAddress, (o, v) => o.Signup.CodesPerAddress = v),
        Number("signup.codes_per_client", "Most codes that one client address may ask for within 24 hours.", 1, 100_000,
            o => o.Signup.CodesPerClient, (o, v) => o.Signup.CodesPerClient = v),
        Number("signup.codes_per_day", "Most codes that are sent within 24 hours.", 1, 100_000,
            o => o.Signup.CodesPerDay, (o, v) => o.Signup.CodesPerDay = v),
        Text("smtp.host", "Name of the server that mail is handed to; without it no mail is sent.",
            o => o.Smtp.Host, (o, v) => o.Smtp.Host = v),
        Number("smtp.port", "Its port.", 1, 65_535, o => o.Smtp.Port, (o, v) => o.Smtp.Port = v),
        Flag("smtp.start_tls", "Whether the connection must turn to TLS (STARTTLS) before mail is handed over.",
            o => o.Smtp.StartTls, (o, v) => o.Smtp.StartTls = v),
        Text("smtp.user", "Name to log in with; without it nobody logs in.", o => o.Smtp.User, (o, v) => o.Smtp.User = v),
        Secret("smtp.password", "Password to log in with.", o => o.Smtp.Password, (o, v) => o.Smtp.Password = v),
        Text("smtp.from", "Address that mail comes from.", o => o.Smtp.From, (o, v) => o.Smtp.From = v),
        Choice("log.level", "Least level of what is logged.", ["trace", "debug", "information", "warning", "error", "critical"],
            o => o.Log.Level.ToString().ToLowerInvariant(), (o, v) => o.Log.Level = Enum.Parse<LogLevel>(v, ignoreCase: true)),
        Choice("log.format", "Lines of text, or one JSON object a line.", ["text", "json"],
            o => o.Log.Json ? "json" : "text", (o, v) => o.Log.Json = v == "json"),
    ];

    /// <summary>The setting of that path, or null.</summary>
    public static Setting? Find(string path) => All.FirstOrDefault(s => string.Equals(s.Path, path, StringComparison.OrdinalIgnoreCase));

    private static Setting Text(string path, string meaning, Func<TollgateOptions, string?> read, Action<TollgateOptions, string> write) =>
        new() { Path = path, Kind = SettingKind.Text, Meaning = meaning, Read = read, Write = write };

    private static Setting Secret(string path, string meaning, Func<TollgateOptions, string?> read, Action<TollgateOptions, string> write) =>
        new() { Path = path, Kind = SettingKind.Secret, Meaning = meaning, Read = read, Write = write, NotInFile = true };

    private static Setting ToolHost(string server) => Text(
        "tools.hosts." + server, $"Host name under which the tools of the server {server} are reached alone; every other name reaches all.",
        o => o.Tools.Hosts.GetValueOrDefault(server), (o, v) => o.Tools.Hosts[server] = v.ToLowerInvariant());

    private static Setting Number(
        string path, string meaning, long least, long most, Func<TollgateOptions, long> read, Action<TollgateOptions, long> write) =>
        new()
        {
            Path = path,
            Kind = SettingKind.WholeNumber,
            Meaning = meaning,
            Least = least,
            Most = most,
            Read = o => read(o).ToString(CultureInfo.InvariantCulture),
            Write = (o, v) => write(o, long.Parse(v, CultureInfo.InvariantCulture)),
        };

    private static Setting Seconds(
        string path, string meaning, long least, Func<TollgateOptions, TimeSpan> read, Action<TollgateOptions, TimeSpan> write) =>
        Number(path, meaning + " Seconds.", least, MostSeconds, o => (long)read(o).TotalSeconds, (o, v) => write(o, TimeSpan.FromSeconds(v)));

    private static Setting Flag(string path, string meaning, Func<TollgateOptions, bool> read, Action<TollgateOptions, bool> write) =>
        new()
        {
            Path = path,
            Kind = SettingKind.Flag,
            Meaning = meaning,
            Read = o => read(o) ? "true" : "false",
            Write = (o, v) => write(o, bool.Parse(v)),
        };

    private static Setting Choice(
        string path, string meaning, string[] choices, Func<TollgateOptions, string?> read, Action<TollgateOptions, string> write) =>
        new() { Path = path, Kind = SettingKind.Choice, Meaning = meaning, Choices = choices, Read = read, Write = write };
}
