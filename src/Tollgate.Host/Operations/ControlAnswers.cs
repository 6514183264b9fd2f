using Tollgate.Calls.Admission;
using Tollgate.Metering.Ledger;
using Tollgate.Tools.Pins;

namespace Tollgate.Host.Operations;

/// <summary>Does what a control request asks on an open installation.</summary>
internal static class ControlAnswers
{
    /// <param name="installation">What is asked about.</param>
    /// <param name="calls">What calls work with there; made only when the request needs it.</param>
    /// <param name="tools">What other servers' tools wait for; made only when the request needs it.</param>
    /// <param name="request">What is asked.</param>
    public static async Task<ControlReply> AnswerAsync(
        Installation installation, Func<CallServices> calls, Func<ToolChanges> tools, ControlRequest request)
    {
        try
        {
            return request.Command switch
            {
                ControlRequest.Doctor => await Doctor.ExamineAsync(installation),
                ControlRequest.CreateKey => KeyMaker.Create(installation.Customers, request),
                ControlRequest.Reprice => await RepriceWork.RunAsync(installation, calls(), request),
                ControlRequest.LoadPrices => LoadPrices(installation, calls()),
                ControlRequest.TestPolicies => PolicyQuestion.Answer(installation.Customers, calls(), request),
                ControlRequest.PendingTools => new ControlReply { Body = tools().List() },
                ControlRequest.AcceptTools => ToolAcceptance.Accept(tools(), request),
                _ => new ControlReply { Error = $"The server knows no command '{request.Command}': command and server are of different versions." },
            };
        }
        catch (LedgerStoreException e)
        {
            return new ControlReply { Error = "The store refuses: " + e.Message };
        }
        catch (StartException e)
        {
            return new ControlReply { Error = e.Message };
        }
    }

    // Calls that run keep the price that they were admitted at.
    private static ControlReply LoadPrices(Installation installation, CallServices calls)
    {
        calls.Models.Use(CatalogFolder.Load(installation.Directory));
        return new ControlReply { Facts = ["The imported prices are in force."] };
    }
}
