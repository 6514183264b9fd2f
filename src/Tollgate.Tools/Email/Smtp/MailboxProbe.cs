using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Tollgate.Outbound.Addresses;

namespace Tollgate.Tools.Email.Smtp;

/// <summary>Asks a mail host which of several addresses it would take mail for, and hangs up before any mail. First it is asked for an address that
/// nobody has: a host that takes that one takes everything.</summary>
internal sealed class MailboxProbe(SmtpRules rules, RandomNumberGenerator chance)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int MostAsked = 10;

    /// <summary>What the host says of the addresses, in their order.</summary>
    /// <param name="addresses">The host's; only those that are allowed are connected to.</param>
    /// <param name="mailboxes">Mail addresses of one domain.</param>
    /// <param name="stop">Ends it; whoever ends it learns nothing.</param>
    public async Task<ProbeAnswer> AskAsync(IReadOnlyList<IPAddress> addresses, IReadOnlyList<string> mailboxes, CancellationToken stop)
    {
        var allowed = addresses.Where(address => AddressRules.IsAllowed(address, rules.AllowPrivate)).ToArray();
        if (allowed.Length == 0)
        {
            return ProbeAnswer.Unknown;
        }

        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(allowed, rules.Port, stop);
            await using var stream = new NetworkStream(socket);
            var dialogue = new SmtpDialogue(stream);
            var answer = await ConverseAsync(dialogue, mailboxes, stop);
            await LeaveAsync(dialogue, stop);
            return answer;
        }
        catch (Exception failed) when (failed is SocketException or IOException)
        {
            return ProbeAnswer.Unknown;
        }
    }

    private async Task<ProbeAnswer> ConverseAsync(SmtpDialogue dialogue, IReadOnlyList<string> mailboxes, CancellationToken stop)
    {
        var isReady = (await dialogue.ReadAsync(stop)).IsYes
            && ((await dialogue.AskAsync("EHLO " + rules.Hello, stop)).IsYes || (await dialogue.AskAsync("HELO " + rules.Hello, stop)).IsYes)
            && (await dialogue.AskAsync($"MAIL FROM:<{rules.Sender}>", stop)).IsYes;
        if (!isReady)
        {
            return ProbeAnswer.Unknown;
        }

        var domain = mailboxes[0][(mailboxes[0].LastIndexOf('@') + 1)..];
        var nobody = await dialogue.AskAsync($"RCPT TO:<{Nobody()}@{domain}>", stop);
        if (!nobody.IsNoMailbox)
        {
            return nobody.IsYes ? ProbeAnswer.CatchAll : ProbeAnswer.Unknown;
        }

        foreach (var mailbox in mailboxes.Take(MostAsked))
        {
            var reply = await dialogue.AskAsync($"RCPT TO:<{mailbox}>", stop);
            if (reply.IsYes)
            {
                return new ProbeAnswer(ProbeVerdict.Found, mailbox);
            }

            if (!reply.IsNoMailbox)
            {
                return ProbeAnswer.Unknown;
            }
        }

        return ProbeAnswer.None;
    }

    // What was learned stays learned, however the host takes the farewell.
    private static async Task LeaveAsync(SmtpDialogue dialogue, CancellationToken stop)
    {
        try
        {
            _ = await dialogue.AskAsync("QUIT", stop);
        }
        catch (Exception left) when (left is SocketException or IOException or OperationCanceledException)
        {
            // It is gone already.
        }
    }

    private string Nobody()
    {
        Span<byte> bytes = stackalloc byte[20];
        chance.GetBytes(bytes);
        return string.Create(bytes.Length, bytes, static (text, random) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Letters[random[i] % Letters.Length];
            }
        });
    }
}
