using System.Runtime.InteropServices;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Shape;

/// <summary>What a step of a stream brings.</summary>
internal enum StepKind
{
    /// <summary>The reply begins: <c>Id</c> and <c>Name</c> (the model), empty where the provider says neither; <c>Usage</c> as far as known.</summary>
    Start,
    Text,
    Thinking,

    /// <summary>The signature of the thought in <c>Part</c>, which it ends.</summary>
    Signature,

    /// <summary>A thought that only the provider can read, whole.</summary>
    Redacted,

    /// <summary>A tool is called: <c>Id</c> and <c>Name</c>; <c>Part</c> numbers the calls of a choice from 0.</summary>
    ToolStart,

    /// <summary>A further piece of the arguments of the call in <c>Part</c>.</summary>
    ToolArguments,
    Refusal,

    /// <summary>A choice ended: <c>Finish</c>, and <c>Text</c> with the stop sequence that came up.</summary>
    Finish,

    /// <summary>The last report: <c>Usage</c>.</summary>
    Usage,

    /// <summary>The provider is at work.</summary>
    Ping,

    /// <summary>The provider reports an error. Writers write nothing: what the caller is told is the gateway's to say.</summary>
    Error,

    /// <summary>The stream's proper end.</summary>
    End,
}

/// <summary>One step of a stream, in no dialect. Its bytes are valid during the call that hands it over only.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct StreamStep
{
    public StepKind Kind { get; init; }

    /// <summary>Which of several answers.</summary>
    public int Choice { get; init; }

    /// <summary>For tools the number of the call, for thoughts that of the block.</summary>
    public int Part { get; init; }

    /// <summary>The inside of a JSON text, escapes as the provider wrote them.</summary>
    public ReadOnlySpan<byte> Text { get; init; }

    /// <summary>Likewise.</summary>
    public ReadOnlySpan<byte> Id { get; init; }

    /// <summary>Likewise.</summary>
    public ReadOnlySpan<byte> Name { get; init; }

    public FinishReason Finish { get; init; }

    public ReportedUsage Usage { get; init; }
}
