using Tollgate.Calls.Catalog;

namespace Tollgate.Calls.Imports;

/// <summary>What a file was found to hold.</summary>
internal sealed class Gathered
{
    private readonly HashSet<(string, string)> _names = [];

    public List<ImportedModel> Models { get; } = [];

    public List<LeftOut> LeftOut { get; } = [];

    /// <summary>Takes a model, or says why not. Of its names those that an earlier one has are left away.</summary>
    public void Add(string provider, ModelFormat model, string? fault)
    {
        var name = $"{provider}/{model.Model}";
        if (fault is null && !_names.Add((provider, model.Model!)))
        {
            fault = "its name stands twice";
        }

        if (fault is not null)
        {
            LeftOut.Add(new LeftOut(name, fault));
            return;
        }

        model.Aliases = [.. (model.Aliases ?? []).Where(alias => _names.Add((provider, alias)))];
        Models.Add(new ImportedModel(provider, model));
    }
}
