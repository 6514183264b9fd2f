using System.Runtime.InteropServices;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Where a chat request may have to change on its way to the provider; found while reading it, valid for those bytes only.</summary>
[StructLayout(LayoutKind.Auto)]
public struct ChatRequestEdits
{
    /// <summary>The model's value, quotes included.</summary>
    public ByteRange Model { get; internal set; }

    /// <summary>The member <c>metadata</c> with the comma that must go with it.</summary>
    public ByteRange MetadataMember { get; internal set; }

    /// <summary>The value of <c>metadata</c>.</summary>
    public ByteRange Metadata { get; internal set; }

    /// <summary>Keys in <c>metadata</c> that are meant for the gateway.</summary>
    public int MetadataOurs { get; internal set; }

    /// <summary>Keys in <c>metadata</c> that are meant for the provider.</summary>
    public int MetadataKept { get; internal set; }

    /// <summary>The value of <c>stream_options</c>: an object or <c>null</c>.</summary>
    public ByteRange StreamOptions { get; internal set; }

    /// <summary>The value of <c>stream_options.include_usage</c>.</summary>
    public ByteRange IncludeUsage { get; internal set; }

    /// <summary>True when <c>stream_options</c> has members.</summary>
    public bool StreamOptionsFilled { get; internal set; }

    /// <summary>True when <c>stream_options</c> is an object.</summary>
    public bool StreamOptionsGiven { get; internal set; }

    /// <summary>True when the caller itself asked for usage: <c>stream_options.include_usage</c> is <c>true</c>.</summary>
    public bool UsageAsked { get; internal set; }

    /// <summary>Where a member can be added: the end of the root object's last member.</summary>
    public int MembersEnd { get; internal set; }
}
