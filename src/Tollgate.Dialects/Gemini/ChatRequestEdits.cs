using System.Runtime.InteropServices;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Gemini;

/// <summary>Where a request may have to change on its way to the provider; found while reading it, valid for those bytes only.</summary>
[StructLayout(LayoutKind.Auto)]
public struct ChatRequestEdits
{
    /// <summary>True where the body names a model, as the path does.</summary>
    public readonly bool NamesModel => !Model.IsEmpty;

    /// <summary>The value of <c>model</c>, quotes included, where the body names what the path names already.</summary>
    internal ByteRange Model { get; set; }

    /// <summary>The member <c>metadata</c> with the comma that must go with it. The provider takes none.</summary>
    internal ByteRange MetadataMember { get; set; }

    /// <summary>The value of <c>generationConfig</c>: an object or <c>null</c>.</summary>
    internal ByteRange Config { get; set; }

    /// <summary>True when <c>generationConfig</c> is an object.</summary>
    internal bool ConfigGiven { get; set; }

    /// <summary>True when <c>generationConfig</c> has members.</summary>
    internal bool ConfigFilled { get; set; }

    /// <summary>The value of <c>maxOutputTokens</c>: a number or <c>null</c>.</summary>
    internal ByteRange MaxTokens { get; set; }

    /// <summary>What <c>maxOutputTokens</c> says; 0 where it says nothing.</summary>
    internal long MaxTokensValue { get; set; }

    /// <summary>Where a member can be added: the end of the root object's last member.</summary>
    internal int MembersEnd { get; set; }
}
