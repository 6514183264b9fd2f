using System.Globalization;
using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Metering.Customers;

namespace Tollgate.Tools.Signals;

/// <summary>In which order a workspace has its detectors run; those that are left out do not.</summary>
internal static class SignalsOrder
{
    /// <summary>The order in force.</summary>
    public static IReadOnlyList<string> Of(Workspace workspace) =>
        workspace.Settings.SignalsOrder is { } own ? [.. own.Where(SignalNames.All.Contains)] : SignalNames.All;

    /// <summary>Why that is no order, with the place; null when it is one.</summary>
    public static Refusal? Check(IReadOnlyList<string> order)
    {
        for (var i = 0; i < order.Count; i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"order[{i}]");
            if (!SignalNames.All.Contains(order[i]))
            {
                return Refusal.Invalid(place, $"The argument {place} is none of {string.Join(", ", SignalNames.All)}.");
            }

            if (order.Take(i).Contains(order[i], StringComparer.Ordinal))
            {
                return Refusal.Invalid(place, $"The argument {place} names a signal that stands before it already.");
            }
        }

        return null;
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<string> order)
    {
        WriteNames(json, "order", order);
        WriteNames(json, "available_signals", SignalNames.All);
    }

    private static void WriteNames(Utf8JsonWriter json, string field, IReadOnlyList<string> names)
    {
        json.WriteStartArray(field);
        foreach (var name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
