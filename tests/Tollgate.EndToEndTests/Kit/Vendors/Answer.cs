namespace Tollgate.EndToEndTests.Kit.Vendors;

/// <summary>What a vendor's model says: words, or a call of a tool. Every answer is reported as 3 tokens in and 20 out.</summary>
/// <param name="Words">As a stream brings them, one an event.</param>
/// <param name="Tool">The tool that is called; null for words.</param>
/// <param name="Arguments">Its arguments, JSON.</param>
internal sealed record Answer(IReadOnlyList<string> Words, string? Tool = null, string Arguments = "{}")
{
    /// <summary>All words.</summary>
    public string Text => string.Concat(Words);
}
