using Tollgate.Inference.Providers;

namespace Tollgate.EdgeTests.Running;

/// <summary>A provider of every kind that answers what it was told to, in the pieces it was told to.</summary>
internal sealed class ScriptedProvider : IModelProvider
{
    public IReadOnlyList<string> Kinds { get; } = [.. ChatKinds.All.Select(kind => kind.Name), "anthropic", "google", "practice"];

    public int Status { get; set; } = 200;

    public ProviderError? Error { get; set; }

    public string ContentType { get; set; } = "application/json";

    /// <summary>The body, one piece a read.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces { get; set; } = [];

    /// <summary>What was sent last.</summary>
    public ModelRequest? Last { get; private set; }

    public ValueTask<SendOutcome> SendAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        Last = request;
        return new ValueTask<SendOutcome>(Error is null ? new SendOutcome(new Scripted(Status, ContentType, Pieces), null) : new SendOutcome(null, Error));
    }

    private sealed class Scripted(int status, string contentType, IReadOnlyList<ReadOnlyMemory<byte>> pieces) : ModelReply
    {
        private int _next;

        public override int Status => status;

        public override string? ContentType => contentType;

        public override long? ContentLength => pieces.Count == 0 ? 0 : null;

        public override TimeSpan? RetryAfter => null;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer)
        {
            if (_next == pieces.Count)
            {
                return new(0);
            }

            pieces[_next].CopyTo(buffer);
            return new(pieces[_next++].Length);
        }

        public override void Abort()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
