// Who the app is: one user-assigned identity. It outlives the app, so what it was granted stays granted.

@description('Name of the identity; PostgreSQL knows it by this name too.')
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
  tags: tags
}

output id string = identity.id
output clientId string = identity.properties.clientId
output principalId string = identity.properties.principalId
