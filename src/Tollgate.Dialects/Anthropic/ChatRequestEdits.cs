using System.Runtime.InteropServices;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Anthropic;

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

    /// <summary>Members of <c>metadata</c> that the provider does not take: all but <c>user_id</c>.</summary>
    internal int MetadataOurs { get; set; }

    /// <summary>The value of <c>metadata.user_id</c>, which goes on to the provider.</summary>
    internal ByteRange UserId { get; set; }

    /// <summary>The value of <c>max_tokens</c>.</summary>
    internal ByteRange MaxTokens { get; set; }

    /// <summary>What <c>max_tokens</c> says; 0 where it is missing.</summary>
    internal long MaxTokensValue { get; set; }

    /// <summary>The value of <c>thinking</c>.</summary>
    internal ByteRange Thinking { get; set; }

    /// <summary>The value of <c>thinking.budget_tokens</c>.</summary>
    internal ByteRange Budget { get; set; }

    /// <summary>What <c>thinking.budget_tokens</c> says; 0 where it is missing.</summary>
    internal long BudgetValue { get; set; }
}
