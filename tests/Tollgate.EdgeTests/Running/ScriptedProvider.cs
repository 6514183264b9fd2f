using Tollgate.Inference.Providers;

namespace Tollgate.EdgeTests.Running;

/// <summary>A provider that answers what it was told to, with an empty body.</summary>
internal sealed class ScriptedProvider : IModelProvider
{
    public IReadOnlyList<string> Kinds { get; } = [.. ChatKinds.All.Select(kind => kind.Name), "practice"];

    public int Status { get; set; } = 200;

    public ProviderError? Error { get; set; }

    /// <summary>What was sent last.</summary>
    public ModelRequest? Last { get; private set; }

    public ValueTask<SendOutcome> SendAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        Last = request;
        return new ValueTask<SendOutcome>(Error is null ? new SendOutcome(new Empty(Status), null) : new SendOutcome(null, Error));
    }

    private sealed class Empty(int status) : ModelReply
    {
        public override int Status => status;

        public override string? ContentType => "application/json";

        public override long? ContentLength => 0;

        public override TimeSpan? RetryAfter => null;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer) => new(0);

        public override void Abort()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
