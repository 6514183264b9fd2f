using Tollgate.Metering.Ledger;

namespace Tollgate.Host.Operations;

/// <summary>Does what a control request asks on an open installation.</summary>
internal static class ControlAnswers
{
    public static async Task<ControlReply> AnswerAsync(Installation installation, ControlRequest request)
    {
        try
        {
            return request.Command switch
            {
                ControlRequest.Doctor => await Doctor.ExamineAsync(installation),
                ControlRequest.CreateKey => KeyMaker.Create(installation.Customers, request),
                _ => new ControlReply { Error = $"The server knows no command '{request.Command}': command and server are of different versions." },
            };
        }
        catch (LedgerStoreException e)
        {
            return new ControlReply { Error = "The store refuses: " + e.Message };
        }
    }
}
