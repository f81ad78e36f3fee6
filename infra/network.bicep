// Where things are reached: a network of the app's own, with a private endpoint for storage, vault and database. The app itself
// stays public, since Microsoft Graph calls its webhook; it reaches everything else through here.

@description('End of every name here.')
param token string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('The storage account.')
param storageId string

@description('The vault.')
param vaultId string

@description('The database server; empty: there is none.')
param postgresqlId string

var postgresqlZones = {
  AzureCloud: 'privatelink.postgres.database.azure.com'
  AzureUSGovernment: 'privatelink.postgres.database.usgovcloudapi.net'
  AzureChinaCloud: 'privatelink.postgres.database.chinacloudapi.cn'
}
var endpoints = [
  {
    service: 'blob'
    target: storageId
    zone: 'privatelink.blob.${environment().suffixes.storage}'
  }
  {
    service: 'queue'
    target: storageId
    zone: 'privatelink.queue.${environment().suffixes.storage}'
  }
  {
    service: 'table'
    target: storageId
    zone: 'privatelink.table.${environment().suffixes.storage}'
  }
  {
    service: 'vault'
    target: vaultId
    zone: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
  }
  {
    service: 'postgresqlServer'
    target: postgresqlId
    zone: postgresqlZones[environment().name]
  }
]

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-${token}'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.60.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: '10.60.0.0/24' // an address an instance: room for all that maximumInstanceCount allows
          delegations: [
            {
              name: 'app'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.60.1.0/24'
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2020-06-01' = [for endpoint in endpoints: if (!empty(endpoint.target)) {
  name: endpoint.zone
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = [for endpoint in endpoints: if (!empty(endpoint.target)) {
  name: '${endpoint.zone}/link-${token}'
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: network.id
    }
  }
  dependsOn: [
    zones
  ]
}]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2024-01-01' = [for endpoint in endpoints: if (!empty(endpoint.target)) {
  name: 'pe-${endpoint.service}-${token}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: '${network.id}/subnets/endpoints'
    }
    privateLinkServiceConnections: [
      {
        name: endpoint.service
        properties: {
          groupIds: [
            endpoint.service
          ]
          privateLinkServiceId: endpoint.target
        }
      }
    ]
  }
}]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-01-01' = [for endpoint in endpoints: if (!empty(endpoint.target)) {
  name: 'pe-${endpoint.service}-${token}/default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: endpoint.service
        properties: {
          privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', endpoint.zone)
        }
      }
    ]
  }
  dependsOn: [
    privateEndpoints
    zones
  ]
}]

output appSubnetId string = '${network.id}/subnets/app'
