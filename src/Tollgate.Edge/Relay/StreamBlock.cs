using System.Buffers;
using Tollgate.Calls;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Sse;
using Tollgate.Doors.Bodies;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Relay;

/// <summary>Shows a stream's caller the gateway's block, once: in the event that the caller's dialect has for it, else beside the events. One a
/// stream.</summary>
internal sealed class StreamBlock(MeteredCall call, ReplyView view, IStreamWatch watch)
{
    private bool _given = !view.WithBlock;

    /// <summary>Writes the event that holds nothing but usage, with the block in it where that is known.</summary>
    public void WriteUsage(ReadOnlySpan<byte> oneEvent, IBufferWriter<byte> output)
    {
        if (_given || watch.UsageState != UsageState.Reported || !TryInsert(oneEvent, output))
        {
            output.Write(oneEvent);
        }
    }

    /// <summary>Writes the events that end a whole reply, after which nothing comes; there may be none.</summary>
    public void WriteLast(ReadOnlySpan<byte> events, IBufferWriter<byte> output)
    {
        var rest = events;
        if (!_given && view.Caller.Block == BlockPlace.LastEvent)
        {
            var last = SseScanner.LastEventStart(events);
            output.Write(events[..last]);
            rest = events[last..];
            if (TryInsert(rest, output))
            {
                return;
            }
        }

        WriteComment(output);
        output.Write(rest);
    }

    private bool TryInsert(ReadOnlySpan<byte> oneEvent, IBufferWriter<byte> output)
    {
        using var block = new PooledBuffer(512);
        using var members = new PooledBuffer(512);
        Write(block);
        ReplyBlock.WriteMembers(block.Span, after: false, view.ForTokenSense, members);
        return _given = view.Caller.TryInsert(oneEvent, members.Span, output);
    }

    private void WriteComment(IBufferWriter<byte> output)
    {
        if (_given)
        {
            return;
        }

        _given = true;
        using var block = new PooledBuffer(512);
        Write(block);
        view.Caller.WriteComment(ReplyBlock.Name, block.Span, output);
        if (view.ForTokenSense)
        {
            view.Caller.WriteComment(ReplyBlock.TokenSenseName, block.Span, output);
        }
    }

    private void Write(PooledBuffer output)
    {
        var (cost, usage) = call.CostSoFar(watch.UsageState == UsageState.Reported ? watch.Usage : null, watch.ServiceTier);
        ReplyBlock.Write(call.Record, cost, call.ElapsedUs(), usage, output);
    }
}
