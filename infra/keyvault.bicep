// What is secret: the CRM's address and the key of all digests. Nothing else of the firm's is.

@description('Name of the vault: 3 to 24 letters, digits and hyphens.')
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Object id of the identity that reads secrets: the app.')
param principalId string

@description('Object id of who may set secrets; empty: nobody is given that role here.')
param administratorPrincipalId string

@description('What administratorPrincipalId is.')
@allowed([
  'User'
  'Group'
  'ServicePrincipal'
])
param administratorPrincipalType string

@description('Whether the vault is reached through a private endpoint alone.')
param isPrivate bool

@description('The CRM database\'s address; empty: the secret is left as it is.')
@secure()
param crmUrl string

@description('Whether crmUrl is to be stored.')
param storesCrmUrl bool

@description('Where the vault tells who read what.')
param workspaceId string

var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enablePurgeProtection: true
    enableRbacAuthorization: true
    enableSoftDelete: true
    networkAcls: {
      bypass: 'None'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    softDeleteRetentionInDays: 90
  }
}

resource crmSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (storesCrmUrl) {
  parent: vault
  name: 'rapport-crm-url'
  properties: {
    contentType: 'SQLAlchemy URL'
    value: crmUrl
  }
}

resource appReads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, principalId, secretsUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

resource administratorWrites 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(administratorPrincipalId)) {
  scope: vault
  name: guid(vault.id, administratorPrincipalId, secretsOfficer)
  properties: {
    principalId: administratorPrincipalId
    principalType: administratorPrincipalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsOfficer)
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
  }
}

output id string = vault.id
output url string = vault.properties.vaultUri
output crmUrlReference string = '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/rapport-crm-url/)'
output digestKeyReference string = '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/rapport-digest-key/)'
