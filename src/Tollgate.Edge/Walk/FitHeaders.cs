using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tollgate.Calls.Errors;

namespace Tollgate.Edge.Walk;

/// <summary>What a caller says in headers about a call that does not fit a budget: may it be made smaller, may it wait.</summary>
/// <param name="Clamp">Whether its output limit may be lowered; null leaves that to the workspace.</param>
/// <param name="Wait">How long it may wait for money that other calls hold.</param>
internal readonly record struct FitHeaders(bool? Clamp, TimeSpan Wait)
{
    private const string ClampName = "X-Tollgate-Clamp-To-Budget";
    private const string WaitName = "X-Tollgate-Wait-Ms";
    private const int MostWaitMs = 30_000;

    /// <summary>Reads both; a value that means nothing is refused, and the default of all is returned beside it.</summary>
    public static FitHeaders Read(IHeaderDictionary headers, out Refusal? refusal)
    {
        refusal = null;
        bool? clamp = null;
        if (headers.TryGetValue(ClampName, out var asked) && !StringValues.IsNullOrEmpty(asked))
        {
            clamp = asked.ToString() switch { "true" => true, "false" => false, _ => null };
            if (clamp is null)
            {
                refusal = Refusal.Invalid(ClampName, $"The header {ClampName} must be true or false.");
                return default;
            }
        }

        var wait = 0;
        if (headers.TryGetValue(WaitName, out var given)
            && !StringValues.IsNullOrEmpty(given)
            && (!int.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out wait) || wait > MostWaitMs))
        {
            refusal = Refusal.Invalid(WaitName, $"The header {WaitName} must be a whole number from 0 to {MostWaitMs}.");
            return default;
        }

        return new FitHeaders(clamp, TimeSpan.FromMilliseconds(wait));
    }
}
