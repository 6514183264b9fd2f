using System.Text;
using Tollgate.Calls.Admission;
using Tollgate.Edge.Manage;
using Tollgate.Metering.Customers;

namespace Tollgate.Host.Operations;

/// <summary>Asks the policies of a workspace about a call that is only supposed.</summary>
internal static class PolicyQuestion
{
    public static ControlReply Answer(CustomerDirectory customers, CallServices calls, ControlRequest request)
    {
        if (WorkspaceNames.Find(customers, request.Workspace, out var why) is not { } tenant)
        {
            return new ControlReply { Error = why };
        }

        var (json, error) = new PolicyTester(calls).Test(tenant, Encoding.UTF8.GetBytes(request.Body ?? ""));
        return new ControlReply { Body = json, Error = error };
    }
}
