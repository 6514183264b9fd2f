using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Email.Smtp;
using Tollgate.Tools.Sample;

namespace Tollgate.Tools.Email;

/// <summary><c>get_email</c>: the mail address of a person at a company. Made by the patterns that companies use; the domain must take mail;
/// and where the operator allows it the mail host is asked whether it has the mailbox. What is only likely is never called more.</summary>
/// <param name="hosts">Finds the domain's mail hosts.</param>
/// <param name="probe">Asks them; null where nobody is asked.</param>
/// <param name="sample">People who do not exist, whose domains no mail host has.</param>
/// <param name="time">The clock of the limits.</param>
internal sealed class GetEmail(MailHosts hosts, MailboxProbe? probe, SampleBook sample, TimeProvider time) : ITool
{
    private const int MostHostsAsked = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public ToolDefinition Definition { get; } = new("get_email", ToolServers.Data, 5)
    {
        Description = "The likely mail address of a person at a company; verified says whether the mail host confirmed it.",
        Timeout = TimeSpan.FromSeconds(45),
        Parameters =
        [
            new("name", ParameterKind.Text) { Description = "First and last name, in Latin letters.", Required = true, Most = 200 },
            new("domain", ParameterKind.Text) { Description = "The company's domain.", Required = true, Aliases = ["company"], Most = 300 },
            new("input_parameters", ParameterKind.Object) { Description = "Anything; it comes back with the answer." },
        ],
    };

    public Refusal? Check(Arguments arguments)
    {
        if (MailDomain.Read(arguments.Text("domain")!) is not { } domain)
        {
            return Refusal.Invalid("domain", "The argument domain must be a domain such as acme.com.");
        }

        return EmailPatterns.Of(arguments.Text("name")!, domain).Count == 0
            ? Refusal.Invalid("name", "The argument name must be a person's name in Latin letters.")
            : null;
    }

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var domain = MailDomain.Read(call.Arguments.Text("domain")!)!;
        var name = call.Arguments.Text("name")!;
        var candidates = EmailPatterns.Of(name, domain);
        var reply = new EmailReply(domain, call.Arguments.Find("input_parameters"), candidates);
        if (sample.FindCompany(domain) is { } company && company.Domain == domain)
        {
            return SampleBook.FindPerson(name, company) is null ? reply.NotFound("no_such_person", isSample: true) : reply.OfSample();
        }

        try
        {
            return await FindAsync(reply, candidates, cancellationToken);
        }
        finally
        {
            // Answers are read on the threads that poll sockets; what follows waits for the store.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    private async Task<ToolAnswer> FindAsync(EmailReply reply, IReadOnlyList<EmailCandidate> candidates, CancellationToken stop)
    {
        if (await hosts.FindAsync(reply.Domain, stop) is not { } found)
        {
            return ToolAnswer.Refuse(ProviderFailure.Failed("dns", "The domain's mail hosts could not be looked up."));
        }

        if (found.Count == 0)
        {
            return reply.NotFound("no_mail_host");
        }

        var answer = probe is null ? ProbeAnswer.Unknown : await ProbeAsync(found, candidates, stop);
        return answer.Verdict switch
        {
            ProbeVerdict.Found => reply.Verified(candidates.First(c => c.Address == answer.Mailbox)),
            ProbeVerdict.None => reply.NotFound("no_such_mailbox"),
            ProbeVerdict.CatchAll => reply.Likely(isCatchAll: true),
            _ => reply.Likely(isCatchAll: null),
        };
    }

    // What takes too long has told us nothing.
    private async Task<ProbeAnswer> ProbeAsync(IReadOnlyList<string> found, IReadOnlyList<EmailCandidate> candidates, CancellationToken stop)
    {
        var mailboxes = candidates.Select(c => c.Address).ToList();
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            foreach (var host in found.Take(MostHostsAsked))
            {
                var addresses = await hosts.AddressesAsync(host, either.Token);
                var answer = await probe!.AskAsync(addresses, mailboxes, either.Token);
                if (answer.Verdict != ProbeVerdict.Unknown)
                {
                    return answer;
                }
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return ProbeAnswer.Unknown;
        }

        return ProbeAnswer.Unknown;
    }
}
