using System.Runtime.InteropServices;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Responses;

/// <summary>Where a request may have to change on its way to the provider; found while reading it, valid for those bytes only.</summary>
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

    /// <summary>The value of <c>max_output_tokens</c>: a number or <c>null</c>.</summary>
    internal ByteRange MaxTokens { get; set; }

    /// <summary>What <c>max_output_tokens</c> says; 0 when it says nothing.</summary>
    internal long MaxTokensValue { get; set; }

    /// <summary>The value of <c>store</c>: <c>false</c> or <c>null</c>.</summary>
    internal ByteRange Store { get; set; }

    /// <summary>The caller itself said that nothing is to be stored, and so knows to ask for what it must send back.</summary>
    internal bool StoreGiven { get; set; }

    /// <summary>The value of <c>include</c>: an array or <c>null</c>.</summary>
    internal ByteRange Include { get; set; }

    /// <summary>True when <c>include</c> names anything.</summary>
    internal bool IncludeGiven { get; set; }

    /// <summary>Where a member can be added: the end of the root object's last member.</summary>
    internal int MembersEnd { get; set; }
}
