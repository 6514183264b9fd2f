using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Audio;

/// <summary>Where a request for speech may have to change.</summary>
public record struct SpeechRequestEdits
{
    /// <summary>Value of <c>model</c>.</summary>
    internal ByteRange Model { get; set; }

    /// <summary>The member <c>metadata</c>, with a comma; empty when there is none.</summary>
    internal ByteRange MetadataMember { get; set; }

    /// <summary>Value of <c>stream_format</c>; empty when it was not given.</summary>
    internal ByteRange StreamFormat { get; set; }

    /// <summary>Where the last member ends.</summary>
    internal int MembersEnd { get; set; }

    /// <summary>True when the caller wants events; else bytes.</summary>
    public bool EventsAsked { get; internal set; }

    /// <summary>The format of the sound.</summary>
    public SoundFormat Format { get; internal set; }
}
