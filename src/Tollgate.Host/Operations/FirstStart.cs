using System.Text;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Host.Operations;

/// <summary>What a first start made, to be shown this once. Never to be logged.</summary>
internal sealed record FirstStartSecrets(string? Key, string? AdminToken);

/// <summary>Makes an empty store usable, and shows its owner how to use it.</summary>
internal static class FirstStart
{
    /// <summary>Fills an empty store: a workspace and one live key. The practice provider stands ready in every workspace.</summary>
    public static FirstStartSecrets Prepare(CustomerDirectory customers, AdminToken token)
    {
        if (customers.Tenants.Any(t => t.Workspace.Name != "default" || !t.Keys.IsEmpty))
        {
            return new FirstStartSecrets(null, token.MadeNow);
        }

        // A first start that was killed half way has left the workspace: it goes on with that.
        var tenant = customers.Tenants is [var begun, ..]
            ? begun
            : customers.Create(new Workspace { Id = default, Name = "default", Plan = Plan.SelfHosted, CreatedAt = default });
        return new FirstStartSecrets(KeyMaker.Issue(customers, tenant, null, "first key", KeyMode.Live, null), token.MadeNow);
    }

    /// <summary>Shows what was made: at a terminal there, else in a file for the owner alone, whose path is told.</summary>
    public static void Show(FirstStartSecrets made, string address, DataDirectory directory, TextWriter output, bool isTerminal)
    {
        if (made is { Key: null, AdminToken: null })
        {
            return;
        }

        var text = Describe(made, address);
        if (isTerminal)
        {
            output.Write(text);
            return;
        }

        PrivateFile.Write(directory.FirstRunFile, text);
        output.WriteLine("First start: what to call and the secrets for it are in " + directory.FirstRunFile);
    }

    private static string Describe(FirstStartSecrets made, string address)
    {
        var text = new StringBuilder();
        text.Append("Tollgate is ready. What follows is shown this once.\n\n");
        text.Append("Gateway address   ").Append(address).Append("/v1\n");
        if (made.Key is not null)
        {
            text.Append("Key               ").Append(made.Key).Append('\n');
        }

        if (made.AdminToken is not null)
        {
            text.Append("Management token  ").Append(made.AdminToken).Append('\n');
        }

        if (made.Key is not null)
        {
            text.Append("\nTry it (the answer says what it cost):\n\n");
            text.Append("curl -sS ").Append(address).Append("/v1/chat/completions")
                .Append(" -H 'Authorization: Bearer ").Append(made.Key).Append('\'')
                .Append(" -H 'Content-Type: application/json'")
                .Append(""" -d '{"model":"practice/echo","messages":[{"role":"user","content":"Hello, gate"}]}'""").Append("\n\n");
        }

        return text.ToString();
    }
}
