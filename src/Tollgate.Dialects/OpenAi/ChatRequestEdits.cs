using System.Runtime.InteropServices;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Where a chat request may have to change on its way to the provider; found while reading it, valid for those bytes only.</summary>
[StructLayout(LayoutKind.Auto)]
public struct ChatRequestEdits
{
    /// <summary>The model's value, quotes included.</summary>
    internal ByteRange Model { get; set; }

    /// <summary>The member <c>metadata</c> with the comma that must go with it.</summary>
    internal ByteRange MetadataMember { get; set; }

    /// <summary>The value of <c>metadata</c>.</summary>
    internal ByteRange Metadata { get; set; }

    /// <summary>Keys in <c>metadata</c> that are meant for the gateway.</summary>
    internal int MetadataOurs { get; set; }

    /// <summary>Keys in <c>metadata</c> that are meant for the provider.</summary>
    internal int MetadataKept { get; set; }

    /// <summary>The value of <c>stream_options</c>: an object or <c>null</c>.</summary>
    internal ByteRange StreamOptions { get; set; }

    /// <summary>The value of <c>stream_options.include_usage</c>.</summary>
    internal ByteRange IncludeUsage { get; set; }

    /// <summary>True when <c>stream_options</c> has members.</summary>
    internal bool StreamOptionsFilled { get; set; }

    /// <summary>True when <c>stream_options</c> is an object.</summary>
    internal bool StreamOptionsGiven { get; set; }

    /// <summary>True when the caller itself asked for usage: <c>stream_options.include_usage</c> is <c>true</c>.</summary>
    internal bool UsageAsked { get; set; }

    /// <summary>The value of <c>max_tokens</c>: a number or <c>null</c>.</summary>
    internal ByteRange MaxTokens { get; set; }

    /// <summary>The value of <c>max_completion_tokens</c>: a number or <c>null</c>.</summary>
    internal ByteRange MaxCompletionTokens { get; set; }

    /// <summary>The name of <c>max_completion_tokens</c>, quotes included.</summary>
    internal ByteRange MaxCompletionTokensName { get; set; }

    /// <summary>The name of <c>seed</c>, quotes included.</summary>
    internal ByteRange SeedName { get; set; }

    /// <summary>True when <c>random_seed</c> is there too.</summary>
    internal bool RandomSeedGiven { get; set; }

    /// <summary>What <c>max_tokens</c> says; 0 when it says nothing.</summary>
    internal long MaxTokensValue { get; set; }

    /// <summary>What <c>max_completion_tokens</c> says; 0 when it says nothing.</summary>
    internal long MaxCompletionTokensValue { get; set; }

    /// <summary>Where a member can be added: the end of the root object's last member.</summary>
    internal int MembersEnd { get; set; }
}
