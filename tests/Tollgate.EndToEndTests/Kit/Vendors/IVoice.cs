using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Tollgate.EndToEndTests.Kit.Vendors;

/// <summary>How a vendor hears and speaks: one for each dialect of providers.</summary>
internal interface IVoice
{
    /// <summary>The model it is asked for in the stories.</summary>
    string Model { get; }

    /// <summary>Whether a request is for this vendor and has its key where the vendor wants it.</summary>
    bool Hears(HttpRequest request);

    /// <summary>What it is asked.</summary>
    Asked Read(HttpRequest request, JsonElement body);

    /// <summary>A whole reply.</summary>
    string Reply(Answer answer);

    /// <summary>The events of a stream, each with the empty line that ends it.</summary>
    IEnumerable<string> Events(Answer answer);
}
