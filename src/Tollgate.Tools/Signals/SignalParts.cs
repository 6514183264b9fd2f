using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Web;

namespace Tollgate.Tools.Signals;

/// <summary>What all detectors have in common.</summary>
internal static class SignalParts
{
    /// <summary>The company that is asked about.</summary>
    public static ToolParameter Domain { get; } = new("domain", ParameterKind.Text)
    {
        Description = "Domain of the company, such as acme.com.", Required = true, Aliases = ["company"], Most = 300,
    };

    public static ToolParameter TitleFilters { get; } = new("job_title_filters", ParameterKind.Filter)
    {
        Description = "Which titles: a filter such as (CEO OR CTO OR Founder) NOT intern.", Required = true,
    };

    public static ToolParameter Technologies { get; } = new("technologies", ParameterKind.Texts)
    {
        Description = "Names of the technologies to look for, such as HubSpot.", Required = true, Aliases = ["techs"], Most = 20,
    };

    /// <summary>Why the argument names no company's domain; null when it does.</summary>
    public static Refusal? CheckDomain(Arguments arguments) => DomainName.Read(arguments.Text(Domain.Name)!) is not null
        ? null
        : Refusal.Invalid(Domain.Name, "The argument domain is no domain name such as acme.com (ASCII, xn--... for other letters, no IP address).");

    /// <summary>The domain, which was checked.</summary>
    public static DomainName DomainOf(Arguments arguments) => DomainName.Read(arguments.Text(Domain.Name)!)!;

    /// <summary>The fields that every detector's answer begins with. What the sample set alone knows says so.</summary>
    public static void Head(Utf8JsonWriter json, string domain, bool isDetected, bool isSample = false)
    {
        json.WriteString("domain"u8, domain);
        json.WriteBoolean("is_detected"u8, isDetected);
        if (isSample)
        {
            json.WriteBoolean("sample"u8, true);
        }
    }
}
