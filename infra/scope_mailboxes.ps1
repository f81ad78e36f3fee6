<#
.SYNOPSIS
Lets Rapport reach the mailboxes of one group alone, by Exchange's RBAC for Applications, and proves it.

.DESCRIPTION
Without -Apply nothing is changed: each line tells what would be done. With -Apply it is done, where it is not yet. Either way
Exchange is asked at the end whether the mailbox inside is in scope and the one outside is not; anything else ends with code 1.
Exchange's grants add to those of Entra ID: a permission granted there for the whole tenant (Mail.Read ...) defeats this scope.
`python -m deployment grant-roles --reach scope` refuses such a tenant, and `python -m deployment probe` asks Microsoft Graph itself.
Changes are seen by Microsoft Graph after half an hour to two hours.

.EXAMPLE
./scope_mailboxes.ps1 -AppId 0000... -ObjectId 0000... -Group rapport-mailboxes@example.com -Inside anna@example.com -Outside board@example.com
#>
[CmdletBinding()]
param(
    # Client id of the app's identity (RAPPORT_IDENTITY_CLIENT_ID).
    [Parameter(Mandatory)] [guid] $AppId,
    # Object id of its service principal (RAPPORT_IDENTITY_PRINCIPAL_ID).
    [Parameter(Mandatory)] [guid] $ObjectId,
    # Mail-enabled security group whose direct members Rapport may reach; members of groups within it do not count.
    [Parameter(Mandatory)] [string] $Group,
    # A mailbox that must be reached.
    [Parameter(Mandatory)] [string] $Inside,
    # A mailbox that must be refused.
    [Parameter(Mandatory)] [string] $Outside,
    # What the firm keeps in step.
    [ValidateSet('mail', 'calendar', 'contacts')] [string[]] $Streams = @('mail', 'calendar', 'contacts'),
    # Name of the scope.
    [string] $ScopeName = 'Rapport mailboxes',
    # Do it.
    [switch] $Apply
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$rolesOf = @{
    mail     = 'Application Mail.Read'
    calendar = 'Application Calendars.ReadWrite'
    contacts = 'Application Contacts.ReadWrite'
}
$roles = @('Application MailboxSettings.Read') + @($Streams | ForEach-Object { $rolesOf[$_] })

function Set-Missing([string] $What, [bool] $IsThere, [scriptblock] $Make) {
    if ($IsThere) { "keep         $What"; return }
    if (-not $Apply) { "would make   $What"; return }
    & $Make | Out-Null
    "made         $What"
}

Connect-ExchangeOnline -ShowBanner:$false

$members = (Get-DistributionGroup -Identity $Group).DistinguishedName
$filter = "MemberOfGroup -eq '$($members -replace "'", "''")'"

$principal = Get-ServicePrincipal -Identity $ObjectId.ToString() -ErrorAction SilentlyContinue
Set-Missing "service principal $ObjectId" ($null -ne $principal) {
    New-ServicePrincipal -AppId $AppId -ObjectId $ObjectId -DisplayName 'Rapport'
}

$scope = Get-ManagementScope -Identity $ScopeName -ErrorAction SilentlyContinue
if ($null -ne $scope -and $scope.RecipientFilter -notlike "*$members*") {
    throw "The scope '$ScopeName' is there and names another group: $($scope.RecipientFilter)"
}
Set-Missing "scope '$ScopeName'" ($null -ne $scope) {
    New-ManagementScope -Name $ScopeName -RecipientRestrictionFilter $filter
}

foreach ($role in $roles) {
    $name = "Rapport $($role -replace '^Application ', '')"
    $found = Get-ManagementRoleAssignment -Identity $name -ErrorAction SilentlyContinue
    Set-Missing "$role within '$ScopeName'" ($null -ne $found) {
        New-ManagementRoleAssignment -Name $name -App $ObjectId -Role $role -CustomResourceScope $ScopeName
    }
}

if ($null -eq $principal -and -not $Apply) { 'nothing was changed: -Apply does it'; exit 0 }

# Whatever Exchange grants this application, whoever assigned it: nothing of it may reach further than the scope.
$wider = @(Test-ServicePrincipalAuthorization -Identity $ObjectId.ToString() | Where-Object { $_.AllowedResourceScope -ne $ScopeName })
foreach ($one in $wider) { Write-Warning "$($one.RoleName) reaches further than '$ScopeName': $($one.AllowedResourceScope)" }

$holds = $wider.Count -eq 0
foreach ($probe in @(@{ Mailbox = $Inside; Wanted = $true }, @{ Mailbox = $Outside; Wanted = $false })) {
    $told = Test-ServicePrincipalAuthorization -Identity $ObjectId.ToString() -Resource $probe.Mailbox
    foreach ($role in $roles) {
        $reached = @($told | Where-Object { $_.RoleName -eq $role -and "$($_.InScope)" -eq 'True' }).Count -gt 0
        $right = $reached -eq $probe.Wanted
        $holds = $holds -and $right
        '{0}  {1}  {2}  reached: {3}' -f $(if ($right) { 'ok  ' } else { 'FAIL' }), $role, $probe.Mailbox, $reached
    }
}
if (-not $Apply) { 'nothing was changed: -Apply does it' }
exit $(if ($holds) { 0 } else { 1 })
