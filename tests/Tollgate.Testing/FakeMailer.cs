using System.Collections.Concurrent;
using Tollgate.Notices.Mail;

namespace Tollgate.Testing;

/// <summary>Takes letters and keeps them, or takes none.</summary>
public sealed class FakeMailer : IMailer
{
    public ConcurrentQueue<Letter> Letters { get; } = new();

    public bool Refuses { get; set; }

    public Task<bool> SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        if (!Refuses)
        {
            Letters.Enqueue(letter);
        }

        return Task.FromResult(!Refuses);
    }
}
