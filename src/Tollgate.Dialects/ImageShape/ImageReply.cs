using System.Runtime.InteropServices;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.ImageShape;

/// <summary>What must be known of a reply with images.</summary>
/// <param name="Facts">What it cost, and where it ends.</param>
/// <param name="Withheld">Why there is no image in it, in the provider's words; null where there are some, or nothing is said.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ImageReply(ChatReplyFacts Facts, string? Withheld);
