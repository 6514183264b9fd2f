using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Tollgate.Payments.Stripe;

/// <summary>Reads lists to their end, newest first.</summary>
internal static class StripePages
{
    private const int MostPages = 10_000;

    /// <summary>Each object, or as the last one the reply that ended the list before its end.</summary>
    public static async IAsyncEnumerable<(JsonElement Item, StripeReply? Fault)> ReadAsync(
        StripeClient client, string path, StripeForm query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var here = new StripeForm().Add("limit", 100).Add("starting_after", after).AddAll(query);
            var reply = await client.SendAsync(StripeCall.Get(path, here), cancellationToken);
            var data = reply.Body.Part("data");
            if (reply.End != StripeEnd.Done || data.ValueKind != JsonValueKind.Array)
            {
                yield return (default, reply);
                yield break;
            }

            var before = after;
            foreach (var item in data.EnumerateArray())
            {
                after = item.Text("id");
                yield return (item, null);
            }

            if (reply.Body.Flag("has_more") != true || after == before)
            {
                yield break;
            }
        }
    }
}
