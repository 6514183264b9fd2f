using System.Globalization;
using Tollgate.Calls.Errors;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Notices.Mail;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Signup;

/// <summary><c>get_api_key</c>: a key for whoever can read the mail of an address. With the address alone a code is sent; with the code a key
/// comes back, of the one workspace that belongs to the address, which is made if there is none. Both answers are the same whether or not
/// the address is known.</summary>
internal sealed class GetApiKey(SignupSettings settings, CodeDesk codes, CustomerDirectory customers, IMailer mailer) : ITool
{
    private static readonly Refusal Wrong =
        Refusal.Invalid("code", "The code is wrong, used up or too old: ask for another one by email alone.");

    public ToolDefinition Definition { get; } = new("get_api_key", ToolServers.Admin, 0)
    {
        Description = "Gives you a key by mail: call it with your email, then with the email and the code that came. Needs no key.",
        Scope = null,
        Parameters =
        [
            new("email", ParameterKind.Text) { Description = "Your mail address.", Required = true, Most = 254 },
            new("code", ParameterKind.Text) { Description = "The six digits that came by mail.", Most = 20 },
        ],
    };

    public Refusal? Try(Arguments arguments) =>
        settings.Enabled && arguments.Text("code") is not null && MailAddress.Parse(arguments.Text("email")!) is { } address
            && !codes.MayTry(address.Owner)
            ? Wrong
            : null;

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        if (!settings.Enabled)
        {
            return ToolAnswer.Refuse(new Refusal(ErrorCode.PERMISSION_DENIED, "This gateway gives out no keys by mail: ask its operator for one.")
            {
                Extras = new Dictionary<string, object?> { ["required"] = "signup" },
            });
        }

        if (MailAddress.Parse(call.Arguments.Text("email")!) is not { } address)
        {
            return ToolAnswer.Refuse(Refusal.Invalid("email", "The argument email must be a mail address."));
        }

        return call.Arguments.Text("code") is { } code ? Redeem(address, code) : await SendAsync(address, call, cancellationToken);
    }

    private async ValueTask<ToolAnswer> SendAsync(MailAddress address, ToolCall call, CancellationToken cancellationToken)
    {
        if (codes.Issue(address.Owner, call.Client, out var wait) is not { } code)
        {
            return ToolAnswer.Refuse(new Refusal(ErrorCode.RATE_LIMITED, "Too many codes were asked for.")
            {
                RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds),
            });
        }

        var letter = new Letter(
            address.Given,
            "Your code for an API key",
            $"Your code is {code}. It is good for 10 minutes.\n\nIf you did not ask for it, do nothing: without it nobody gets a key.\n");
        if (!await mailer.SendAsync(letter, cancellationToken))
        {
            return ToolAnswer.Refuse(new Refusal(ErrorCode.SERVICE_DEGRADED, "The mail with the code could not be sent.") { RetryAfterSeconds = 60 });
        }

        return ToolAnswer.Ok(json =>
        {
            json.WriteString("status"u8, "code_sent");
            json.WriteString("message"u8, "A code was sent to that address. Call get_api_key again with email and code within 10 minutes.");
        });
    }

    // A code is good once and an owner has one code at a time, so that nobody makes a second workspace meanwhile.
    private Tenant Owned(string owner) =>
        customers.Tenants.FirstOrDefault(t => t.Workspace.Owner == owner)
        ?? customers.Create(new Workspace { Id = default, Name = owner, Owner = owner, Plan = settings.Plan, CreatedAt = default });

    private ToolAnswer Redeem(MailAddress address, string code)
    {
        if (!codes.Redeem(address.Owner, code.Trim()))
        {
            return ToolAnswer.Refuse(Wrong);
        }

        var tenant = Owned(address.Owner);

        // The key of the one who owns the workspace: it may do all that a key may.
        var issued = customers.Create(tenant, new ApiKey
        {
            Id = default,
            Workspace = default,
            Name = string.Create(CultureInfo.InvariantCulture, $"by mail {tenant.Keys.Count + 1}"),
            PublicId = "",
            SecretHash = [],
            Mode = KeyMode.Live,
            Scopes = KeyScopes.Default | KeyScopes.WalletBuy | KeyScopes.Mint,
            CreatedAt = default,
        });
        return ToolAnswer.Ok(json =>
        {
            json.WriteString("api_key"u8, issued.Secret);
            json.WriteString("key_id"u8, issued.Key.Key.Id.ToString());
            json.WriteString("workspace_id"u8, tenant.Workspace.Id.ToString());
        });
    }
}
