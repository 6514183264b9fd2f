namespace Tollgate.Inference.Facts;

/// <summary>What a caller says about its call in the body's <c>metadata</c> (or in headers): attribution for people, not input for the model.</summary>
public sealed class CallMetadata
{
    /// <summary>Which automation.</summary>
    public string? WorkflowTag { get; set; }

    /// <summary>Which node of it.</summary>
    public string? Step { get; set; }

    /// <summary>Which run of it.</summary>
    public string? ExecutionId { get; set; }

    /// <summary>Slug or id of the project to charge.</summary>
    public string? Project { get; set; }

    /// <summary>The provider to use, whatever else would be chosen.</summary>
    public string? Provider { get; set; }

    /// <summary>Which client.</summary>
    public string? Source { get; set; }

    /// <summary>All other keys, kept as tags: at most 16 of at most 512 characters. Null when there are none.</summary>
    public List<KeyValuePair<string, string>>? Tags { get; set; }
}
