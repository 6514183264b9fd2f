using Tollgate.Calls.Admission;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Manage;

/// <summary><c>/manage/v1/workspaces/{ws}/policies</c>: the whole list at once, in its order.</summary>
internal sealed class RoutingPolicies(CustomerDirectory customers, CallServices calls)
{
    public Answer Put(ManageRequest request, Tenant tenant)
    {
        var policies = new PolicyFields(tenant, calls.Models).Read(request.Body);
        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var kept = customers.SetPolicies(tenant, policies);
        return Answer.Ok(json => PolicyWriter.Write(json, kept, new PolicyOwners(tenant)));
    }

    public static Answer Get(ManageRequest request, Tenant tenant) =>
        Answer.Ok(json => PolicyWriter.Write(json, tenant.Policies, new PolicyOwners(tenant)));
}
