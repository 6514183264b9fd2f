namespace Tollgate.FakeStripe.Wire;

/// <summary>A reply that may be sent again.</summary>
internal sealed record StoredReply(int Status, string Body, bool IsReplay = false);

/// <summary>What was answered under which key. A key of another path or of other parameters is an error; a request that was refused before it was
/// carried out leaves no trace.</summary>
internal sealed class IdempotencyKeys
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Request, StoredReply? Reply)> _known = new(StringComparer.Ordinal);

    public StoredReply Once(string key, string request, Func<StoredReply> run)
    {
        if (key.Length > 255)
        {
            throw Refusal.Invalid("The idempotency key is too long.");
        }

        lock (_gate)
        {
            if (_known.TryGetValue(key, out var before))
            {
                if (before.Request != request)
                {
                    throw Refusal.Of(400, "idempotency_error", "This key was used with other parameters.");
                }

                return before.Reply is { } reply
                    ? reply with { IsReplay = true }
                    : throw Refusal.Of(409, "idempotency_error", "A request with this key is under way.", "idempotency_key_in_use");
            }

            _known[key] = (request, null);
        }

        StoredReply? done = null;
        try
        {
            return done = run();
        }
        finally
        {
            lock (_gate)
            {
                if (done is null)
                {
                    _known.Remove(key);
                }
                else
                {
                    _known[key] = (request, done);
                }
            }
        }
    }
}
