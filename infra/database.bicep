// The embedded CRM's database: PostgreSQL that knows Entra identities and no passwords.

@description('Name of the server.')
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Size of the server. Every instance of the app holds up to five connections: Standard_B2s allows 414, the smaller Standard_B1ms 35.')
param sku string

@description('Tier that the size belongs to.')
@allowed([
  'Burstable'
  'GeneralPurpose'
  'MemoryOptimized'
])
param tier string

@description('Name of the identity that owns the database: the app. It makes and upgrades the schema itself.')
param identityName string

@description('Object id of that identity.')
param principalId string

@description('Whether the server is reached through a private endpoint alone.')
param isPrivate bool

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
    tier: tier
  }
  properties: {
    version: '16'
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: tenant().tenantId
    }
    backup: {
      backupRetentionDays: 14
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: 'Disabled'
    }
    network: {
      publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    }
    storage: {
      autoGrow: 'Enabled'
      storageSizeGB: 32
    }
  }
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: server
  name: 'rapport'
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
}

// Two changes at once to one server are refused; so they follow each other.
resource appOwns 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2024-08-01' = {
  parent: server
  name: principalId
  properties: {
    principalName: identityName
    principalType: 'ServicePrincipal'
    tenantId: tenant().tenantId
  }
  dependsOn: [
    database
  ]
}

// 0.0.0.0 stands for addresses of Azure itself: the app's own are not known beforehand. Private networking leaves this out.
resource azureOnly 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2024-08-01' = if (!isPrivate) {
  parent: server
  name: 'azure'
  properties: {
    startIpAddress: '0.0.0.0'
    endIpAddress: '0.0.0.0'
  }
  dependsOn: [
    appOwns
  ]
}

output id string = server.id
output url string = 'postgresql+psycopg://${identityName}@${server.properties.fullyQualifiedDomainName}:5432/rapport?sslmode=require'
