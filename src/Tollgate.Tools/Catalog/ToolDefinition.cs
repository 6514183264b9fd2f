using Tollgate.Metering.Customers;

namespace Tollgate.Tools.Catalog;

/// <summary>What is known of a tool before it is called.</summary>
/// <param name="Name">Its name, the same over every transport.</param>
/// <param name="Server">The server it belongs to, see <see cref="ToolServers"/>; null for one that every server has.</param>
/// <param name="Cost">Tokens of a call that went well; 0 for a free one.</param>
internal sealed record ToolDefinition(string Name, string? Server, long Cost)
{
    /// <summary>What the description of a tool ends with whose data are invented.</summary>
    public const string FromSample = " Answers from an invented sample set (sample: true) until the operator names a data provider.";

    /// <summary>Most tokens that a tool may cost.</summary>
    public const long MostCost = 1_000_000;

    /// <summary>The version of the prices that built-in tools are compiled with. Whoever changes one of them counts it up.</summary>
    public const string BuiltInPrices = "built-in/1";

    public required string Description { get; init; }

    /// <summary>Which prices <see cref="Cost"/> is of, so that a charge can be explained later: <see cref="BuiltInPrices"/>, or a file and what was in
    /// it.</summary>
    public string PriceVersion { get; init; } = BuiltInPrices;

    public IReadOnlyList<ToolParameter> Parameters { get; init; } = [];

    /// <summary>What its arguments must look like as a whole, where a schema says it; it is listed as it was written. Then <see cref="Parameters"/>
    /// are those that the schema names, see <see cref="SchemaParameters"/>, and null when they alone say what is taken.</summary>
    public ValueSchema? Input { get; init; }

    /// <summary>What it answers when a call went well, where it says so; checked before it is charged.</summary>
    public ValueSchema? Output { get; init; }

    /// <summary>What a key must have to call it; null for a tool that needs no key.</summary>
    public KeyScopes? Scope { get; init; } = KeyScopes.Tools;

    /// <summary>Whether a call that found nothing (<c>status: "not_found"</c>) is charged all the same.</summary>
    public bool ChargesNotFound { get; init; } = true;

    /// <summary>Whether a call changes nothing and tells nothing, so that its reply needs no keeping for a repeat.</summary>
    public bool IsIdle { get; init; }

    /// <summary>A parameter that narrows what comes back at the same price; null when there is none.</summary>
    public string? NarrowedBy { get; init; }

    /// <summary>A cheaper tool that tells whether this one is worth its price; null when there is none.</summary>
    public string? CheaperFirst { get; init; }

    /// <summary>Whether an operator may put a tool of his own in its place: it has no data but the sample set's.</summary>
    public bool IsReplaceable { get; init; }

    /// <summary>Whether its answer is a result of the Model Context Protocol, whose content blocks (images and the like) pass as they came.</summary>
    public bool AnswersInBlocks { get; init; }

    /// <summary>Whether it may answer a list in place of an object.</summary>
    public bool AnswersLists { get; init; }

    /// <summary>Most time for one call.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether it can be called without a single argument, and so by GET.</summary>
    public bool NeedsNothing => !Parameters.Any(p => p.Required);

    /// <summary>The parameter of that name or alias, or null.</summary>
    public ToolParameter? Find(string name) => Parameters.FirstOrDefault(p => p.Name == name || p.Aliases.Contains(name));
}
