// What runs: a Flex Consumption plan with one function app, and every setting the code reads.

@description('End of every name here.')
param token string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('The identity the app is.')
param identityId string

@description('Client id of that identity.')
param identityClientId string

@description('Address of the container the deployed package lies in.')
param packageUri string

@description('Addresses of the storage account.')
param storage object

@description('Address of Microsoft Graph with its version; another one in a national cloud.')
param graphUrl string

@description('Address of Entra ID without the tenant; another one in a national cloud.')
param authorityUrl string

@description('Client id of the app registration that people sign in to.')
param adminClientId string

@description('Where Microsoft Graph and people reach the app; empty: the name Azure gives it.')
param publicUrl string

@description('Event Grid partner topic, in this resource group, that notifications go to; empty: none.')
param eventGridTopic string

@description('Region of that topic.')
param eventGridLocation string

@description('Reference to the secret with the CRM database\'s address.')
param crmUrlReference string

@description('How the app proves itself to that database: url or managed_identity.')
param crmCredential string

@description('Reference to the secret with the key of all digests.')
param digestKeyReference string

@description('Address of Azure AI Language, where the policy\'s sentiment engine is azure; empty otherwise.')
param languageEndpoint string

@description('Where telemetry goes.')
param insightsConnectionString string

@description('Where spans and metrics go: none, azure_monitor or otlp.')
param telemetry string

@description('Of all traces, how many are told as spans.')
param telemetryPercent int

@description('Address of a collector that takes OTLP over HTTP, where telemetry is otlp; empty otherwise.')
param collectorUrl string

@description('Python\'s version.')
param pythonVersion string

@description('Memory of one instance.')
param instanceMemoryMB int

@description('At most so many instances.')
param maximumInstanceCount int

@description('Instances that wait for HTTP at all times.')
param alwaysReadyHttp int

@description('Subnet the app reaches private endpoints through; empty: none.')
param subnetId string

@description('Settings that take the place of those below, or come beside them.')
param extraSettings object

@description('Address of a released package to run; empty: the code is deployed by azd or by hand.')
param releaseUri string

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-${token}'
  location: location
  tags: union(tags, {
    'azd-service-name': 'engine'
  })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageUri
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'python'
        version: pythonVersion
      }
      scaleAndConcurrency: {
        alwaysReady: alwaysReadyHttp == 0 ? [] : [
          {
            name: 'http'
            instanceCount: alwaysReadyHttp
          }
        ]
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
      }
    }
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    publicNetworkAccess: 'Enabled' // Microsoft Graph calls the webhook
    siteConfig: {
      http20Enabled: true
      minTlsVersion: '1.2'
    }
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
  }
}

// Publishing by user name and password is off: deployment needs a token of Entra ID.
resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = [for door in ['ftp', 'scm']: {
  parent: site
  name: door
  properties: {
    allow: false
  }
}]

// Apart from the site, since they name its address. Flex Consumption takes the runtime and its version from functionAppConfig.
resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: site
  name: 'appsettings'
  properties: union({
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
    AzureWebJobsStorage__blobServiceUri: storage.blob
    AzureWebJobsStorage__queueServiceUri: storage.queue
    AzureWebJobsStorage__tableServiceUri: storage.table
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identityClientId
    AZURE_CLIENT_ID: identityClientId
    RAPPORT_TENANT_ID: tenant().tenantId
    RAPPORT_GRAPH_URL: graphUrl
    RAPPORT_GRAPH_CREDENTIAL: 'managed_identity'
    RAPPORT_PUBLIC_URL: empty(publicUrl) ? 'https://${site.properties.defaultHostName}' : publicUrl
    RAPPORT_EVENT_GRID_TOPIC: empty(eventGridTopic) ? '' : 'EventGrid:?azuresubscriptionid=${subscription().subscriptionId}&resourcegroup=${resourceGroup().name}&partnertopic=${eventGridTopic}&location=${eventGridLocation}'
    RAPPORT_SIGN_IN: 'entra'
    RAPPORT_ADMIN_CLIENT_ID: adminClientId
    RAPPORT_AUTHORITY_URL: authorityUrl
    RAPPORT_CRM_URL: crmUrlReference
    RAPPORT_DIGEST_KEY: digestKeyReference
    RAPPORT_CRM_CREDENTIAL: crmCredential
    RAPPORT_LANGUAGE_ENDPOINT: languageEndpoint
    RAPPORT_TELEMETRY: telemetry
    RAPPORT_TELEMETRY_PERCENT: string(telemetryPercent)
    OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl
    RAPPORT_SWEEP_SCHEDULE: '0 */15 * * * *'
    RAPPORT_SUBSCRIPTIONS_SCHEDULE: '0 5 * * * *'
    RAPPORT_DIRECTORY_SCHEDULE: '0 20 */6 * * *'
    RAPPORT_REMATCH_SCHEDULE: '0 */5 * * * *'
    RAPPORT_CRM_FEED_SCHEDULE: '30 * * * * *'
    RAPPORT_PRUNE_SCHEDULE: '0 40 3 * * *'
    RAPPORT_HEALTH_SCHEDULE: '0 */5 * * * *'
  }, extraSettings)
}

resource release 'Microsoft.Web/sites/extensions@2024-04-01' = if (!empty(releaseUri)) {
  parent: site
  name: 'onedeploy'
  #disable-next-line BCP187 // the published types do not know these two properties
  properties: {
    packageUri: releaseUri
    remoteBuild: true // the host builds what requirements.txt pins
  }
  dependsOn: [
    settings
  ]
}

output name string = site.name
output url string = 'https://${site.properties.defaultHostName}'
