using Tollgate.Doors.Contract;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Admin;

/// <summary><c>ping</c>, on every server: that somebody answers.</summary>
internal sealed class Ping(TimeProvider time) : ITool
{
    public ToolDefinition Definition { get; } = new("ping", null, 0)
    {
        Description = "Says that the gateway answers. Needs no key and costs nothing.",
        Scope = null,
        IsIdle = true,
    };

    public ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken) => new(ToolAnswer.Ok(json =>
    {
        json.WriteString("result"u8, "pong");
        json.WriteString("timestamp"u8, WireText.Time(time.GetUtcNow()));
        json.WriteString("message"u8, "The gateway is up and answers.");
    }));
}
